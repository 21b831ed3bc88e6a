/** Rules of a `FileStore`: what it refuses, and how it fails. */

import { type FlowgraftErrorCode, isFlowgraftError } from '../model/error.js';
import type { FileStore } from '../ports/files.js';
import { check, checkFails } from './assert.js';
import type { Rule } from './contract-rules.js';
import type { FileStoreSubject } from './file-store-subject.js';

export const refusalRules: readonly Rule<FileStoreSubject>[] = [
  {
    rule: 'FS6',
    title: 'refuses paths that lead out of the root by `..`',
    run: ({ files }) =>
      refuses(files, ['..', '../x.txt', 'a/../../x.txt', 'a/b/../../../x.txt', '../a/../../x.txt']),
  },
  {
    rule: 'FS7',
    title: 'refuses absolute paths',
    run: ({ files }) => refuses(files, ['/', '/x.txt', '/a/x.txt', '//host/x.txt']),
  },
  {
    rule: 'FS8',
    title: 'refuses paths that lead out of the root by a symbolic link',
    async run({ files, linkOut }) {
      if (linkOut === undefined) return;
      await linkOut('link.txt', 'file');
      await linkOut('folder', 'folder');
      await refuses(files, ['link.txt', 'folder/inside.txt']);
      await refusesToWrite(files, 'folder/new.txt');
    },
  },
  {
    rule: 'FS9',
    title: 'refuses the empty path',
    run: ({ files }) => refuses(files, ['']),
  },
  {
    rule: 'FS10',
    title: 'refuses paths with a NUL character',
    run: ({ files }) => refuses(files, ['\0', 'a\0.txt', 'a.txt\0', 'a\0/x.txt']),
  },
  {
    rule: 'FS11',
    title: 'fails to read what is not there, and what is a folder',
    async run({ files }) {
      await files.write('a/there.txt', 'there');
      for (const path of ['missing.txt', 'missing/there.txt', 'a/there.txt/below.txt', 'a']) {
        await failsWith('FILE_FAILED', () => files.read(path), `read(${path})`);
      }
    },
  },
  {
    rule: 'FS12',
    title: 'reads at most `maxBytes`, counted in bytes',
    async run({ files }) {
      await files.write('nine.txt', 'é文🎉');
      await files.write('empty.txt', '');
      for (const maxBytes of [9, 10]) await files.read('nine.txt', { maxBytes });
      await files.read('empty.txt', { maxBytes: 0 });
      for (const maxBytes of [0, 4, 8]) {
        const reading = (): unknown => files.read('nine.txt', { maxBytes });
        await failsWith('VALUE_TOO_LARGE', reading, `reading 9 bytes, maxBytes ${maxBytes}`);
      }
    },
  },
];

async function refuses(files: FileStore, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    await failsWith('FILE_NOT_ALLOWED', () => files.read(path), `read(${JSON.stringify(path)})`);
    await refusesToWrite(files, path);
  }
}

async function refusesToWrite(files: FileStore, path: string): Promise<void> {
  const what = `write(${JSON.stringify(path)})`;
  await failsWith('FILE_NOT_ALLOWED', () => files.write(path, 'x'), what);
}

async function failsWith(
  code: FlowgraftErrorCode,
  action: () => unknown,
  what: string,
): Promise<void> {
  const error = await checkFails(action, what);
  const found = isFlowgraftError(error) ? error.code : String(error);
  check(found === code, `${what}: expected a FlowgraftError ${code}, found ${found}`);
}

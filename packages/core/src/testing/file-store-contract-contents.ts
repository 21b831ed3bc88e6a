/** Rules of a `FileStore`: what is written is what is read. */

import { check, checkEqual } from './assert.js';
import type { Rule } from './contract-rules.js';
import type { FileStoreSubject } from './file-store-subject.js';

const everyByte = Uint8Array.from({ length: 256 }, (_, index) => index);

const texts: readonly string[] = [
  'plain',
  'first\r\nsecond\n',
  'می‌خواهم, naïve, 文件, 🎉',
  '\uFEFFmarked',
  'a\0b',
];

export const contentRules: readonly Rule<FileStoreSubject>[] = [
  {
    rule: 'FS1',
    title: 'reads back the bytes that were written, whichever they are',
    async run({ files }) {
      const contents = [everyByte, new Uint8Array(0), new Uint8Array(70_000).fill(0xff)];
      for (const [index, bytes] of contents.entries()) {
        await files.write(`${index}.bin`, bytes);
        checkEqual([...(await files.read(`${index}.bin`))], [...bytes], 'the bytes read');
      }
      await files.write('part.bin', everyByte.subarray(10, 20));
      const part = Array.from({ length: 10 }, (_, index) => 10 + index);
      checkEqual([...(await files.read('part.bin'))], part, 'the bytes of a view');
    },
  },
  {
    rule: 'FS2',
    title: 'writes text as UTF-8, with nothing added, removed or translated',
    async run({ files }) {
      for (const [index, text] of texts.entries()) {
        await files.write(`${index}.txt`, text);
        const expected = [...new TextEncoder().encode(text)];
        checkEqual([...(await files.read(`${index}.txt`))], expected, `the bytes of ${text}`);
      }
    },
  },
  {
    rule: 'FS3',
    title: 'makes missing folders, and keeps files of the same name in different folders apart',
    async run({ files }) {
      const paths = ['same.txt', 'a/same.txt', 'a/b/same.txt', 'a/b/c/d/same.txt', 'b/same.txt'];
      for (const path of paths) await files.write(path, path);
      for (const path of paths) checkEqual(await textOf(files, path), path, `what ${path} holds`);
    },
  },
  {
    rule: 'FS4',
    title: 'takes names with dots, spaces and letters of any script',
    async run({ files }) {
      const paths = ['.hidden', 'a..b', '..a', 'two words.txt', 'ünïcödé/文件.json', '🎉.txt'];
      for (const path of paths) await files.write(path, path);
      for (const path of paths) checkEqual(await textOf(files, path), path, `what ${path} holds`);
    },
  },
  {
    rule: 'FS5',
    title: 'says what was written: the path as given, the size in bytes',
    async run({ files }) {
      checkEqual(
        await files.write('a/size.txt', 'é文🎉'),
        { path: 'a/size.txt', sizeBytes: 9 },
        'what writing text gives',
      );
      checkEqual(
        await files.write('a/size.txt', everyByte.subarray(10, 20)),
        { path: 'a/size.txt', sizeBytes: 10 },
        'what writing a view gives',
      );
    },
  },
];

async function textOf(files: FileStoreSubject['files'], path: string): Promise<string> {
  const content = await files.read(path);
  check(content instanceof Uint8Array, `read(${path}): expected a Uint8Array`);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(content);
}

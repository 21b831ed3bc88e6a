/** Rules of a `FileStore`: a file is replaced at once, and signals are obeyed. */

import type { FileStore } from '../ports/files.js';
import { check, checkEqual, checkFails } from './assert.js';
import type { Rule } from './contract-rules.js';
import type { FileStoreSubject } from './file-store-subject.js';

const path = 'folder/replaced.bin';
/** Different in length and in every byte, and longer than what is usually moved in one piece. */
const before = new Uint8Array(300_000).fill(1);
const after = new Uint8Array(400_000).fill(2);

export const replacementRules: readonly Rule<FileStoreSubject>[] = [
  {
    rule: 'FS13',
    title: 'replaces the whole file, also by a shorter one',
    async run({ files }) {
      for (const text of ['the first, long content', 'short', '']) {
        await files.write('replaced.txt', text);
        checkEqual(new TextDecoder().decode(await files.read('replaced.txt')), text, 'the file');
      }
    },
  },
  {
    rule: 'FS14',
    title: 'shows a reader the old content or the new while it is replaced, never a part',
    async run({ files }) {
      await files.write(path, before);
      let isWritten = false;
      const writing = files.write(path, after).finally(() => (isWritten = true));
      do checkWhole(await files.read(path));
      while (!isWritten);
      await writing;
      check((await files.read(path))[0] === 2, 'the file after writing: expected the new content');
      await Promise.all([files.write(path, before), files.write(path, after)]);
      checkWhole(await files.read(path));
    },
  },
  {
    rule: 'FS15',
    title: 'keeps content of its own: neither what was given nor what was read changes the file',
    async run({ files }) {
      const given = Uint8Array.of(1, 2, 3);
      await files.write(path, given);
      given.fill(9);
      const read = await files.read(path);
      checkEqual([...read], [1, 2, 3], 'the file after the given bytes were changed');
      read.fill(9);
      checkEqual(
        [...(await files.read(path))],
        [1, 2, 3],
        'the file after read bytes were changed',
      );
    },
  },
  {
    rule: 'FS16',
    title: 'rejects with the reason of an aborted signal, and then writes nothing',
    async run({ files }) {
      await files.write(path, 'before');
      const reason = new Error('the run was cancelled');
      const options = { signal: AbortSignal.abort(reason) };
      const ofReading = await checkFails(() => files.read(path, options), 'an aborted read');
      check(ofReading === reason, `an aborted read: found ${String(ofReading)}`);
      const writing = (): unknown => files.write(path, 'after', options);
      const ofWriting = await checkFails(writing, 'an aborted write');
      check(ofWriting === reason, `an aborted write: found ${String(ofWriting)}`);
      checkEqual(new TextDecoder().decode(await files.read(path)), 'before', 'the file');
    },
  },
  {
    rule: 'FS17',
    title: 'leaves the old content or the new when it is aborted while writing',
    async run({ files }) {
      await files.write(path, before);
      const isWritten = await writeAborted(files);
      const content = await files.read(path);
      checkWhole(content);
      check(
        content[0] === (isWritten ? 2 : 1),
        `written: ${isWritten}, but the file says otherwise`,
      );
    },
  },
];

/** Aborts as soon as the writing has begun; tells whether it was too late for that. */
async function writeAborted(files: FileStore): Promise<boolean> {
  const aborting = new AbortController();
  const reason = new Error('the run was cancelled');
  const writing = files.write(path, after, { signal: aborting.signal });
  aborting.abort(reason);
  return writing.then(
    () => true,
    (error: unknown) => {
      check(error === reason, `a write that was aborted: found ${String(error)}`);
      return false;
    },
  );
}

function checkWhole(content: Uint8Array): void {
  const [first] = content;
  const isWhole =
    content.length === (first === 1 ? before : after).length &&
    content.every((byte) => byte === first);
  check(isWhole, `a reader found a part: ${content.length} bytes, the first is ${String(first)}`);
}

import { FlowgraftError } from '@flowgraft/core';
import { createTestContext, runNode, testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { readTextFile } from './read-text.js';

function fileFailed(code: string): Error {
  const cause = Object.assign(new Error(code), { code });
  const details = { path: 'a', operation: 'read' };
  return new FlowgraftError('FILE_FAILED', 'Reading failed', details, { cause });
}

const portMissing = new FlowgraftError('PORT_MISSING', 'No files', { port: 'files' });

describe('files.readText', () => {
  it.each(testNode(readTextFile))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  it('leaves out a byte order mark and reads other encodings', async () => {
    const files = {
      'bom.txt': '\uFEFFx',
      'wide.txt': new Uint8Array([0x48, 0, 0xe9, 0]),
      'old.txt': new Uint8Array([0x80]),
    };
    const read = async (path: string, encoding?: string): Promise<unknown> =>
      (await runNode(readTextFile, { path, encoding }, { files })).output;

    expect(await read('bom.txt')).toEqual({ text: 'x' });
    expect(await read('wide.txt', 'utf-16le')).toEqual({ text: 'Hé' });
    expect(await read('old.txt', 'windows-1252')).toEqual({ text: '€' });
    await expect(read('old.txt')).rejects.toThrow('"old.txt" is not stored as utf-8');
  });

  it('refuses a file that is too long', async () => {
    const running = runNode(readTextFile, { path: 'a', maxBytes: 2 }, { files: { a: '123' } });

    await expect(running).rejects.toMatchObject({
      category: 'validation',
      code: 'VALUE_TOO_LARGE',
    });
  });

  it.each<readonly [string, Error, object]>([
    ['a file that cannot be read', fileFailed('EACCES'), { category: 'unavailable' }],
    ['a path through a file', fileFailed('ENOTDIR'), { category: 'notFound' }],
    ['an engine without files', portMissing, { code: 'PORT_MISSING' }],
    ['anything else', new TypeError('odd'), { message: 'odd' }],
  ])('tells of %s', async (_title, thrown, expected) => {
    const { ctx } = createTestContext();
    const files = { ...ctx.files, read: () => Promise.reject(thrown) };
    const input = { path: 'a', encoding: 'utf-8', maxBytes: 9 } as const;

    const reading = readTextFile.run(input, { ...ctx, files });

    await expect(reading).rejects.toMatchObject(expected);
  });
});

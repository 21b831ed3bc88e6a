import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { fileStoreContract, type FileStoreSubject } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { rootedFiles } from './rooted-files.js';

async function open(): Promise<FileStoreSubject> {
  const scratch = await mkdtemp(join(tmpdir(), 'flowgraft-files-'));
  const root = join(scratch, 'root');
  const targets = { file: join(scratch, 'outside.txt'), folder: join(scratch, 'outside') };
  await mkdir(root);
  await mkdir(targets.folder);
  await writeFile(targets.file, 'outside');
  await writeFile(join(targets.folder, 'inside.txt'), 'outside');
  return {
    files: rootedFiles({ root }),
    linkOut: (path, to) => symlink(targets[to], join(root, path)),
    dispose: () => rm(scratch, { recursive: true }),
  };
}

describe('rootedFiles', () => {
  for (const { rule, title, run } of fileStoreContract(open)) {
    it(`${rule} ${title}`, () => expect(run()).resolves.toBeUndefined());
  }
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storeContract } from '@flowgraft/core/testing';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { sqlite } from './sqlite-backend.js';

function inNewFolder(): { readonly file: string; readonly dispose: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'flowgraft-sqlite-'));
  return {
    file: join(folder, 'runs.db'),
    dispose: () => rmSync(folder, { recursive: true }),
  };
}

describe('a file', () => {
  const cases = storeContract(() => {
    const { file, dispose } = inNewFolder();
    return { backend: sqlite({ file, synchronous: 'normal' }), dispose };
  });
  for (const { rule, title, run } of cases)
    it(`${rule} ${title}`, () => expect(run()).resolves.toBeUndefined(), 30_000);
});

describe(':memory:', () => {
  const cases = storeContract(() => ({ backend: sqlite({ file: ':memory:' }) }));
  for (const { rule, title, run } of cases)
    it(`${rule} ${title}`, () => expect(run()).resolves.toBeUndefined(), 30_000);
});

describe('a database of the host', () => {
  const cases = storeContract(() => {
    const { file, dispose } = inNewFolder();
    return { backend: sqlite({ database: new Database(file) }), dispose };
  });
  for (const { rule, title, run } of cases)
    it(`${rule} ${title}`, () => expect(run()).resolves.toBeUndefined(), 30_000);
});

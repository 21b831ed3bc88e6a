import { describe, expect, it } from 'vitest';
import { storeContract } from '../testing/store-contract.js';
import { memory } from './memory-backend.js';

describe('memory', () => {
  for (const { rule, title, run } of storeContract(() => ({ backend: memory() }))) {
    it(`${rule} ${title}`, () => expect(run()).resolves.toBeUndefined(), 30_000);
  }
});

import { describe, expect, it } from 'vitest';
import { memory } from '../memory/memory-backend.js';
import { storeContract } from './store-contract.js';

describe('the store contract', () => {
  it('numbers each rule once', () => {
    const rules = storeContract(() => ({ backend: memory() })).map(({ rule }) => rule);
    expect(rules).toEqual([...new Set(rules)]);
  });

  it('wants a clock together with a way to let time pass', async () => {
    const [first] = storeContract(() => ({ backend: memory(), advance: () => undefined }));
    await expect(first?.run()).rejects.toThrow('give clock and advance together');
  });
});

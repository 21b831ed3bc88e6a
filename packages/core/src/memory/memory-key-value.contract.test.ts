import { describe, expect, it } from 'vitest';

import { blobStoreContract } from '../testing/blob-store-contract.js';
import { keyValueContract } from '../testing/key-value-contract.js';
import { virtualClock } from '../testing/virtual-clock.js';
import { emptyBlobs, MemoryBlobs } from './memory-blobs.js';
import { emptyKeyValues, MemoryKeyValue } from './memory-key-value.js';

describe('key values in memory', () => {
  const cases = keyValueContract(() => {
    const clock = virtualClock();
    const data = emptyKeyValues();
    return {
      keyValue: new MemoryKeyValue(data, clock),
      other: new MemoryKeyValue(data, clock),
      clock,
      advance: (ms) => clock.advance(ms),
    };
  });
  for (const { rule, title, run } of cases)
    it(`${rule} ${title}`, () => expect(run()).resolves.toBeUndefined());
});

describe('blobs in memory', () => {
  for (const { rule, title, run } of blobStoreContract(() => ({
    blobs: new MemoryBlobs(emptyBlobs()),
  })))
    it(`${rule} ${title}`, () => expect(run()).resolves.toBeUndefined());
});

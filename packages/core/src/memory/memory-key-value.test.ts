import { describe, expect, it } from 'vitest';

import { virtualClock } from '../testing/virtual-clock.js';
import { emptyBlobs, MemoryBlobs } from './memory-blobs.js';
import { emptyKeyValues, MemoryKeyValue } from './memory-key-value.js';

describe('MemoryKeyValue', () => {
  it('keeps no more of what is over than was written of late', async () => {
    const clock = virtualClock();
    const data = emptyKeyValues();
    const keyValue = new MemoryKeyValue(data, clock);
    for (let index = 0; index < 1000; index += 1) {
      keyValue.set(`tenant ${index}`, 'key', index, { ttlMs: 10 });
    }
    keyValue.set('acme', 'there', 1, { ttlMs: 1000 });
    await clock.advance(20);

    for (let writes = 0; writes < 500; writes += 1) keyValue.set('acme', 'stays', writes);

    expect([...data.items.keys()]).toEqual(['acme']);
    expect(data.expiring.size).toBe(1);
    expect(keyValue.get('acme', 'there')?.value).toBe(1);
  });

  it('keeps nothing of what is overwritten or deleted', () => {
    const data = emptyKeyValues();
    const keyValue = new MemoryKeyValue(data, virtualClock());
    for (let writes = 0; writes < 3; writes += 1) keyValue.set('acme', 'a', 1, { ttlMs: 10 });
    const size = data.expiring.size;
    keyValue.delete('acme', 'a');

    expect([size, data.expiring.size, data.items.size]).toEqual([1, 0, 0]);
  });

  it('refuses keys that no index takes', () => {
    const keyValue = new MemoryKeyValue(emptyKeyValues(), virtualClock());

    expect(keyValue.set('acme', 'é'.repeat(512), 1)).toBe(1);
    expect(() => keyValue.set('acme', `${'é'.repeat(512)}e`, 1)).toThrow(
      new TypeError('keyValue: key must be at most 1024 bytes of UTF-8, got 1025 bytes'),
    );
  });

  it('refuses cursors and versions that it did not give', () => {
    const keyValue = new MemoryKeyValue(emptyKeyValues(), virtualClock());

    expect(() => keyValue.list('acme', { prefix: 'b', cursor: 'a' })).toThrow(TypeError);
    expect(() => keyValue.delete('acme', 'a', 0.5)).toThrow(TypeError);
    expect(() => keyValue.compareAndSet('acme', 'a', { expected: NaN, value: 1 })).toThrow(
      TypeError,
    );
  });
});

describe('MemoryBlobs', () => {
  it('keeps nothing of a tenant whose contents were deleted', () => {
    const data = emptyBlobs();
    const blobs = new MemoryBlobs(data);
    const { hash } = blobs.put('acme', Uint8Array.of(1));
    blobs.delete('acme', hash);

    expect(data.size).toBe(0);
  });
});

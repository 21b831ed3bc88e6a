import { describe, expect, it } from 'vitest';

import { poolOrderOf, poolWordOf } from './pool-messages.js';

describe('messages between a pool and its processes', () => {
  it.each([
    { kind: 'ready' },
    { kind: 'pong', held: 0 },
    { kind: 'backlog', due: 3 },
    { kind: 'backlog', due: null },
    { kind: 'trouble', message: 'oh' },
    { kind: 'failed', message: 'oh', exitCode: 2 },
    { kind: 'failed', message: 'oh', exitCode: 4, hint: 'do' },
  ])('%j is understood by the pool', (message) => {
    expect(poolWordOf(message)).toBe(message);
  });

  it.each([
    undefined,
    null,
    'ready',
    [],
    {},
    { kind: 'pong' },
    { kind: 'pong', held: -1 },
    { kind: 'pong', held: 1.5 },
    { kind: 'pong', held: '7' },
    { kind: 'backlog' },
    { kind: 'backlog', due: Infinity },
    { kind: 'trouble', message: 1 },
    { kind: 'failed', exitCode: 2 },
    { kind: 'failed', message: 'oh' },
    { kind: 'drain' },
  ])('%j is not', (message) => {
    expect(poolWordOf(message)).toBeNull();
  });

  it('understands orders, and nothing else', () => {
    const given = [{ kind: 'ping' }, { kind: 'ping', backlogUpTo: 4 }, { kind: 'drain' }];

    expect(given.map(poolOrderOf)).toEqual(given);
    expect([undefined, 'ping', { kind: 'ready' }, {}].map(poolOrderOf)).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});

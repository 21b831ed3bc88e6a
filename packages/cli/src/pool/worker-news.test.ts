import { expect, it } from 'vitest';

import { createTestIo } from '../fixtures/test-io.fixture.js';
import { newsTeller, newsText, type WorkerNews } from './worker-news.js';

const ended = { event: 'worker.ended', worker: 3, pid: 42, code: null, signal: null } as const;

it.each<[WorkerNews, string]>([
  [{ event: 'worker.started', worker: 3, pid: 42 }, 'worker 3: process 42 starts'],
  [{ event: 'worker.ready', worker: 3, pid: 42 }, 'worker 3: process 42 takes runs'],
  [{ event: 'worker.trouble', worker: 3, message: 'oh' }, 'worker 3: oh'],
  [{ ...ended, reason: 'drained', code: 0, restartMs: null }, 'worker 3: process 42 has stopped'],
  [
    { ...ended, reason: 'died', signal: 'SIGKILL', restartMs: 480 },
    'worker 3: process 42 ended by SIGKILL; another starts in 480 ms',
  ],
  [
    { ...ended, reason: 'died', code: 1, restartMs: 2_000 },
    'worker 3: process 42 ended with code 1; another starts in 2.0 s',
  ],
  [
    { ...ended, reason: 'died', pid: null, restartMs: null },
    'worker 3: its process could not be started',
  ],
  [
    { ...ended, reason: 'unresponsive', signal: 'SIGKILL', restartMs: 480 },
    'worker 3: process 42 no longer answered and was ended; another starts in 480 ms',
  ],
  [
    { ...ended, reason: 'late', signal: 'SIGKILL', restartMs: null },
    'worker 3: process 42 did not stop in time and was ended',
  ],
  [
    { event: 'pool.resized', from: 1, to: 3, held: 10, backlog: 1_200 },
    'pool grows from 1 to 3: 1,200 runs due, 10 held',
  ],
  [
    { event: 'pool.resized', from: 3, to: 1, held: 0, backlog: null },
    'pool shrinks from 3 to 1: how many runs are due is not known, 0 held',
  ],
  [{ event: 'stopping', held: 0 }, 'stopping'],
  [{ event: 'stopping', held: 1 }, 'stopping: 1 run under way comes to a stop first'],
  [{ event: 'stopping', held: 2 }, 'stopping: 2 runs under way come to a stop first'],
  [{ event: 'stopped', killed: 0 }, 'stopped'],
  [
    { event: 'stopped', killed: 1 },
    'stopped; 1 did not stop in time, and what they held goes on with others',
  ],
])('%j reads as a line', (news, text) => {
  expect(newsText(news)).toBe(text);
});

it('goes to stderr as lines, or to stdout as JSON', () => {
  const plain = createTestIo({ cwd: '/' });
  const json = createTestIo({ cwd: '/' });

  newsTeller(plain, false)({ event: 'worker.ready', worker: 1, pid: 7 });
  newsTeller(json, true)({ event: 'worker.ready', worker: 1, pid: 7 });

  expect([plain.out(), plain.err()]).toEqual(['', 'worker 1: process 7 takes runs\n']);
  expect(JSON.parse(json.out())).toEqual({
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) as string,
    event: 'worker.ready',
    worker: 1,
    pid: 7,
  });
  expect(json.err()).toBe('');
});

import { expect, it, vi } from 'vitest';

import type { StepProgress } from '@flowgraft/core';
import { FakeTransport } from '../testing/fake-transport.fixture.js';
import { announceRun, type RunNews } from './announcements.js';
import { RunSession } from './run-session.js';

it('says at most one thing at a time, and what came meanwhile together', async () => {
  const transport = new FakeTransport();
  transport.runs.add({ id: 'r1', status: 'running', startedAt: 1 });
  const session = new RunSession({
    transport,
    runId: 'r1',
    schedule: (flush) => {
      queueMicrotask(flush);
      return () => undefined;
    },
  });
  const said: RunNews[] = [];
  let quietIsOver = (): void => undefined;
  const stop = announceRun({
    session,
    say: (news) => void said.push(news),
    after: (_ms, call) => {
      quietIsOver = call;
      return () => undefined;
    },
  });
  const close = session.open();
  await vi.waitFor(() => expect(session.summary.get()).not.toBeNull());
  expect(said).toEqual([]);
  const progress = (resolved: number) => ({ fraction: resolved / 9, resolved, total: 9 });
  const failed: StepProgress = { step: 'b', nodeId: 'b', status: 'failed' };
  transport.runs.update('r1', { progress: progress(1) });
  await vi.waitFor(() => expect(said).toHaveLength(1));
  expect(said[0]).toEqual({ status: null, failed: [], asking: [], completed: 1 });
  transport.runs.update('r1', { progress: progress(2) });
  transport.runs.update('r1', { progress: progress(3), steps: [failed] });
  transport.runs.update('r1', { status: 'failed' });
  await vi.waitFor(() => expect(session.summary.get()?.status).toBe('failed'));
  expect(said).toHaveLength(1);
  quietIsOver();
  expect(said[1]).toEqual({ status: 'failed', failed: ['b'], asking: [], completed: 2 });
  stop();
  close();
});

import { describe, expect, it, vi } from 'vitest';

import type { RunEvent, StepProgress, WorkflowDocument } from '@flowgraft/core';
import { FakeTransport, FakeTransportError } from '../testing/fake-transport.fixture.js';
import { RunSession, type Schedule } from './run-session.js';

const document: WorkflowDocument = {
  schema: 1,
  id: 'orders',
  name: 'Orders',
  nodes: [
    { id: 'fetch', type: 'http.request', version: 1 },
    {
      id: 'each',
      type: 'flow.forEach',
      version: 1,
      bodies: { body: { nodes: [{ id: 'ship', type: 'x', version: 1 }], edges: [] } },
    },
    { id: 'charge', type: 'x', version: 1 },
    { id: 'alarm', type: 'x', version: 1 },
  ],
  edges: [
    { from: 'fetch', to: 'each' },
    { from: 'each', to: 'charge' },
    { from: 'charge', fromPort: 'error', to: 'alarm' },
  ],
};

const done = (step: string, at: number, port = 'out'): RunEvent => ({
  type: 'step.completed',
  at,
  step,
  attempt: 1,
  startedAt: at - 10,
  port,
  output: { large: 'x'.repeat(1_000) },
});

const status = (step: string, is: StepProgress['status']): StepProgress => ({
  step,
  nodeId: (step.split('/').at(-1) ?? '').replace(/@\d+/, ''),
  status: is,
});

/** Flushes are called by the test. */
function manual(): { readonly schedule: Schedule; readonly frame: () => void } {
  let waiting: (() => void)[] = [];
  return {
    schedule: (flush) => {
      waiting.push(flush);
      return () => (waiting = waiting.filter((other) => other !== flush));
    },
    frame: () => {
      const due = waiting;
      waiting = [];
      for (const flush of due) flush();
    },
  };
}

function scene(facts: readonly RunEvent[] = [], steps: readonly StepProgress[] = []) {
  const transport = new FakeTransport({ documents: [document] });
  transport.runs.add(
    { id: 'r1', workflowId: 'orders', status: 'running', startedAt: 1_000, steps },
    facts,
  );
  const asked = vi.spyOn(transport.workflows, 'document').mockResolvedValue(document);
  const { schedule, frame } = manual();
  const session = new RunSession({
    transport,
    runId: 'r1',
    schedule,
    now: () => 5_000,
    reconnectMs: () => 0,
  });
  /** Takes what has been told in. */
  const settle = async (isThere: () => boolean): Promise<void> => {
    await vi.waitFor(() => {
      frame();
      expect(isThere()).toBe(true);
    });
  };
  return { transport, session, settle, asked };
}

const started: RunEvent = { type: 'run.started', at: 1_000, input: {} };

describe('RunSession', () => {
  it('shows what had happened when it was opened, and counts edges without moving them', async () => {
    const { session, settle, asked } = scene(
      [started, done('fetch', 1_100)],
      [status('fetch', 'completed'), status('each', 'running')],
    );
    const close = session.open();
    await settle(() => session.document.get() !== null && session.summary.get() !== null);
    expect(session.node('fetch').get()).toMatchObject({
      status: 'completed',
      attempts: 1,
      finishedAt: 1_100,
    });
    expect(session.node('each').get()?.status).toBe('running');
    expect(session.node('charge').get()).toBeNull();
    expect(session.edge('fetch.out>each.in').get()).toEqual({ count: 1, lastAt: null });
    expect(session.edge('each.out>charge.in').get()).toBeNull();
    expect(asked).toHaveBeenCalledTimes(1);
    close();
  });

  it('tells only the listeners of what changed, once for many updates', async () => {
    const { session, settle, transport } = scene([started]);
    const close = session.open();
    await settle(() => session.connection.get() === 'live' && session.summary.get() !== null);
    const fetched = vi.fn<() => void>();
    const charged = vi.fn<() => void>();
    session.node('fetch').subscribe(fetched);
    session.node('charge').subscribe(charged);
    for (let visit = 2; visit < 52; visit += 1) {
      transport.runs.update('r1', {}, { facts: [done(`fetch@${visit}`, 1_000 + visit)] });
    }
    await vi.waitFor(() => expect(session.journalLength).toBe(51));
    expect(fetched).not.toHaveBeenCalled();
    await settle(() => session.node('fetch').get()?.completed === 50);
    expect(fetched).toHaveBeenCalledTimes(1);
    expect(charged).not.toHaveBeenCalled();
    expect(session.edge('fetch.out>each.in').get()).toEqual({ count: 50, lastAt: 5_000 });
    close();
  });

  it('sums the passes of a loop up and gives a container the times of what is inside', async () => {
    const facts = [started, done('each[0]/ship', 1_100), done('each[1]/ship', 1_200)];
    const { session, settle, transport } = scene(facts, [
      status('each[0]/ship', 'completed'),
      status('each[1]/ship', 'completed'),
      status('each[2]/ship', 'running'),
      status('each', 'running'),
    ]);
    const close = session.open();
    await settle(() => session.node('ship').get() !== null);
    expect(session.node('ship').get()).toMatchObject({
      status: 'running',
      running: 1,
      completed: 2,
    });
    transport.runs.update(
      'r1',
      { steps: [status('each[2]/ship', 'completed'), status('each', 'completed')] },
      { facts: [done('each[2]/ship', 1_300)] },
    );
    await settle(() => session.node('each').get()?.status === 'completed');
    expect(session.node('each').get()).toMatchObject({ startedAt: 1_100, finishedAt: 1_300 });
    expect(session.edge('each.out>charge.in').get()?.count).toBe(1);
    close();
  });

  it('takes the error port of a failure that was dealt with', async () => {
    const { session, settle, transport } = scene([started]);
    const close = session.open();
    await settle(() => session.document.get() !== null);
    transport.runs.update(
      'r1',
      { steps: [status('charge', 'completed')] },
      {
        facts: [
          {
            type: 'step.failed',
            at: 1_500,
            step: 'charge',
            attempt: 2,
            startedAt: 1_400,
            error: { category: 'network', message: 'no answer', stack: 'secret stack' },
          },
        ],
      },
    );
    await settle(() => session.node('charge').get() !== null);
    expect(session.node('charge').get()).toMatchObject({ status: 'completed' });
    expect(session.node('charge').get()?.error).toEqual({
      category: 'network',
      message: 'no answer',
    });
    expect(session.edge('charge.error>alarm.in').get()?.count).toBe(1);
    expect(session.steps.get().failed.size).toBe(0);
    close();
  });

  it('goes on from where it was when the connection breaks, and counts nothing twice', async () => {
    const { session, settle, transport } = scene([started, done('fetch', 1_100)]);
    transport.failNext('runs.follow');
    const seen: string[] = [];
    session.connection.subscribe(() => seen.push(session.connection.get()));
    const close = session.open();
    await settle(() => session.summary.get() !== null);
    expect(seen).toEqual(['reconnecting', 'live']);
    close();
    session.open();
    await vi.waitFor(() => expect(transport.callsOf('runs.follow')).toHaveLength(3));
    expect(transport.callsOf('runs.follow').at(-1)?.args[1]).toEqual({ fromSeq: 2 });
    await settle(() => session.edge('fetch.out>each.in').get() !== null);
    expect(session.edge('fetch.out>each.in').get()?.count).toBe(1);
  });

  it('counts nothing twice that a server tells again', async () => {
    const { session, settle, transport } = scene([started, done('fetch', 1_100)]);
    const follow = transport.runs.follow.bind(transport.runs);
    transport.runs.follow = (runId, options) => follow(runId, { ...options, fromSeq: 0 });
    session.open()();
    const close = session.open();
    await settle(() => session.edge('fetch.out>each.in').get() !== null);
    close();
    session.open();
    transport.runs.update('r1', {}, { facts: [done('fetch@2', 1_200)] });
    await settle(() => session.node('fetch').get()?.completed === 2);
    expect(session.edge('fetch.out>each.in').get()?.count).toBe(2);
  });

  it('says so when the run cannot be read', async () => {
    const { session, settle, transport } = scene();
    transport.failNext('runs.follow', new FakeTransportError(404, 'RUN_NOT_FOUND'));
    session.open();
    await settle(() => session.connection.get() === 'failed');
    expect(session.error).toMatchObject({ code: 'RUN_NOT_FOUND' });
  });

  it('follows a failed run again once it is resumed', async () => {
    const error = { category: 'permanent', message: 'no', step: 'charge' } as const;
    const facts: RunEvent[] = [
      started,
      { type: 'step.failed', at: 1_200, step: 'charge', attempt: 1, startedAt: 1_100, error },
      { type: 'run.failed', at: 1_200, error },
    ];
    const { session, settle, transport } = scene(facts, [status('charge', 'failed')]);
    transport.runs.update('r1', { status: 'failed', error });
    const close = session.open();
    await settle(() => session.connection.get() === 'ended');
    expect(session.steps.get().failure?.name.step).toBe('charge');
    await session.resume();
    transport.runs.update(
      'r1',
      { steps: [status('charge', 'running')] },
      { facts: [{ type: 'run.resumed', at: 9_000 }] },
    );
    await settle(() => session.node('charge').get()?.status === 'running');
    expect(session.connection.get()).toBe('live');
    transport.runs.update(
      'r1',
      { status: 'completed', steps: [status('charge', 'completed')] },
      { facts: [done('charge', 9_100), { type: 'run.completed', at: 9_101, output: 1 }] },
    );
    await settle(() => session.connection.get() === 'ended');
    expect(session.node('charge').get()).toMatchObject({
      status: 'completed',
      attempts: 2,
      error: null,
    });
    expect(
      session.steps
        .get()
        .get('charge')
        ?.spans.map(({ outcome }) => outcome),
    ).toEqual(['failed', 'completed']);
    close();
  });

  it('keeps figures of 50,000 facts and none of their values', async () => {
    const facts = Array.from({ length: 50_000 }, (_, index) =>
      done(`each[${index}]/ship`, 1_000 + index),
    );
    const { session, settle } = scene(facts);
    const close = session.open();
    await settle(() => session.steps.get().size === 50_001);
    const kept = JSON.stringify([...session.steps.get().steps.values()].slice(0, 100));
    expect(kept).not.toContain('large');
    expect(kept.length / 100).toBeLessThan(1_000);
    expect(session.node('ship').get()?.completed).toBe(50_000);
    close();
  });

  it('shows waits, retries, unknown steps, children and compensations', async () => {
    const facts: RunEvent[] = [
      started,
      {
        type: 'step.waiting',
        at: 1_010,
        step: 'fetch',
        attempt: 1,
        startedAt: 1_005,
        wait: { signal: 'ok', about: { kind: 'approval' } },
      },
      { type: 'step.started', at: 1_010, step: 'charge', attempt: 1 },
      { type: 'step.unknown', at: 1_050, step: 'charge', attempt: 1 },
      { type: 'child.started', at: 1_060, step: 'alarm', childId: 'c1' },
      {
        type: 'step.completed',
        at: 1_090,
        step: 'charge~undo',
        attempt: 1,
        startedAt: 1_080,
        port: 'out',
        output: null,
      },
    ];
    const { session, settle, transport } = scene(facts);
    const close = session.open();
    await settle(() => session.steps.get().size === 4);
    const get = (step: string) => session.steps.get().get(step);
    expect(get('fetch')).toMatchObject({ status: 'waiting', wait: { signal: 'ok', since: 1_010 } });
    expect(get('charge')).toMatchObject({ status: 'waiting', isUnknown: true });
    expect(get('alarm')).toMatchObject({ status: 'waiting', childId: 'c1' });
    expect(get('charge~undo')).toMatchObject({ status: 'completed', name: { isUndo: true } });
    // What undoes a step is no step of its node.
    expect(session.node('charge').get()?.completed).toBe(0);
    transport.runs.update(
      'r1',
      {},
      {
        facts: [{ type: 'signal.received', at: 1_100, id: 's', name: 'ok', payload: 1 }],
      },
    );
    await settle(() => get('fetch')?.status === 'running');
    expect(get('fetch')?.spans.at(-1)).toMatchObject({ kind: 'wait', finishedAt: 1_100 });
    close();
  });
});

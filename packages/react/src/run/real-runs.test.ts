/** What an engine tells of real runs, folded: no made-up updates. */

import {
  defineNode,
  loadWorkflow,
  type WorkflowDocument,
  type WorkflowNode,
} from '@flowgraft/core';
import { testEngine, type TestEngine } from '@flowgraft/core/testing';
import { expect, it, vi } from 'vitest';
import * as z from 'zod';

import type { RunSummary, RunUpdate, Transport } from '../transport/transport.js';
import { RunSession } from './run-session.js';

type Work = (input: Readonly<Record<string, unknown>>, step: string, attempt: number) => unknown;

function scene(work: Work, document: WorkflowDocument) {
  const node = defineNode({
    type: 'test.work',
    version: 1,
    input: z.record(z.string(), z.unknown()),
    output: z.unknown(),
    run: (input, { step, attempt }) => work(input, step, attempt),
  });
  const choose = defineNode({
    type: 'test.choose',
    version: 1,
    input: z.object({ again: z.boolean() }),
    outputs: { again: z.null(), enough: z.null() },
    run: ({ again }, ctx) => (again ? ctx.to('again', null) : ctx.to('enough', null)),
  });
  const t = testEngine({ nodes: [node, choose] });
  return { t, workflow: loadWorkflow(document) };
}

/** The part of a transport that a session needs, over an engine of this process. */
function transportOf({ engine }: TestEngine, document: WorkflowDocument): Transport {
  async function* follow(runId: string, options: object): AsyncGenerator<RunUpdate> {
    for await (const { record, facts, steps, live, ...progress } of engine.follow(runId, options)) {
      // The record has all that a summary has; only the name of its id differs.
      const run = { ...record, id: record.runId } as unknown as RunSummary;
      yield { run, facts, steps, progress, live };
    }
  }
  const runs = { follow, resume: async (runId: string) => engine.resume(runId) };
  const workflows = { document: async () => document };
  return { runs, workflows } as unknown as Transport;
}

function watch(t: TestEngine, runId: string, document: WorkflowDocument) {
  const session = new RunSession({
    transport: transportOf(t, document),
    runId,
    schedule: (flush) => {
      queueMicrotask(flush);
      return () => undefined;
    },
  });
  const close = session.open();
  const ended = async (): Promise<void> => {
    await vi.waitFor(async () => {
      await t.settle();
      expect(session.connection.get()).toBe('ended');
      expect(session.document.get()).not.toBeNull();
      expect(session.summary.get()?.status).not.toBe('running');
    });
  };
  const steps = (): Record<string, string> =>
    Object.fromEntries([...session.steps.get().steps].map(([step, { status }]) => [step, status]));
  return { session, close, ended, steps };
}

const doc = (nodes: WorkflowNode[], edges: WorkflowDocument['edges']): WorkflowDocument => ({
  schema: 1,
  id: 'real',
  nodes,
  edges,
});
const node = (id: string, rest: Partial<WorkflowNode> = {}): WorkflowNode => ({
  id,
  type: 'test.work',
  version: 1,
  ...rest,
});

const loopDocument = doc(
  [
    node('first'),
    node('each', {
      type: 'flow.forEach',
      input: { items: [1, 2, 3] },
      bodies: {
        body: { nodes: [node('ship'), node('note')], edges: [{ from: 'ship', to: 'note' }] },
      },
    }),
    node('off', { disabled: true }),
    node('last'),
    node('never'),
  ],
  [
    { from: 'first', to: 'each' },
    { from: 'each', to: 'off' },
    { from: 'off', to: 'last' },
    { from: 'first', fromPort: 'error', to: 'never' },
  ],
);

it('counts edges and states of loops, of nodes that are off and of ways not taken', async () => {
  const { t, workflow } = scene(() => 1, loopDocument);
  const run = await t.start(workflow, {});
  const { session, ended, close, steps } = watch(t, run.id, loopDocument);
  await ended();
  expect(session.summary.get()?.status).toBe('completed');
  expect(steps()).toMatchObject({
    each: 'completed',
    'each[2]/ship': 'completed',
    off: 'completed',
    never: 'skipped',
  });
  expect(session.node('ship').get()).toMatchObject({ status: 'completed', completed: 3 });
  const count = (id: string): number | undefined => session.edge(id).get()?.count;
  expect(count('first.out>each.in')).toBe(1);
  expect(count('ship.out>note.in')).toBe(3);
  expect(count('each.out>off.in')).toBe(1);
  expect(count('off.out>last.in')).toBe(1);
  expect(count('first.error>never.in')).toBeUndefined();
  close();
  await t.close();
});

it('shows retries, a failure, and going on after it', async () => {
  let isBroken = true;
  const document = doc(
    [node('a'), node('b', { retry: { attempts: 2, delay: '1s' } }), node('c')],
    [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'c' },
    ],
  );
  const { t, workflow } = scene((_input, step) => {
    if (step === 'b' && isBroken) throw new Error('connect ECONNREFUSED');
    return 1;
  }, document);
  const run = await t.start(workflow, {});
  const { session, ended, close, steps } = watch(t, run.id, document);
  await vi.waitFor(() => expect(session.node('b').get()?.status).toBe('waiting'));
  expect(session.steps.get().get('b')?.wait?.wakeAt).toBeGreaterThan(0);
  await t.advance('1m');
  await ended();
  expect(session.node('b').get()).toMatchObject({ status: 'failed', attempts: 2, failed: 1 });
  expect(session.steps.get().failure?.name.step).toBe('b');
  isBroken = false;
  await session.resume();
  await vi.waitFor(async () => {
    await t.settle();
    expect(session.summary.get()?.status).toBe('completed');
  });
  expect(steps()).toEqual({ a: 'completed', b: 'completed', c: 'completed' });
  expect(session.node('b').get()).toMatchObject({ status: 'completed', attempts: 3, error: null });
  expect(session.edge('b.out>c.in').get()?.count).toBe(1);
  close();
  await t.close();
});

it('takes the error port of a failure, and the other of one that is passed over', async () => {
  const document = doc(
    [node('a'), node('saved'), node('b', { onError: 'continue', fallback: 0 }), node('after')],
    [
      { from: 'a', fromPort: 'error', to: 'saved' },
      { from: 'b', to: 'after' },
    ],
  );
  const { t, workflow } = scene((_input, step) => {
    if (step === 'a' || step === 'b') throw new Error('no');
    return 1;
  }, document);
  const run = await t.start(workflow, {});
  const { session, ended, close, steps } = watch(t, run.id, document);
  await t.advance('10m');
  await ended();
  expect(steps()).toEqual({
    a: 'completed',
    b: 'completed',
    saved: 'completed',
    after: 'completed',
  });
  expect(session.edge('a.error>saved.in').get()?.count).toBe(1);
  expect(session.edge('b.out>after.in').get()?.count).toBe(1);
  expect(session.steps.get().failed.size).toBe(0);
  expect(session.steps.get().get('a')?.error?.message).toBe('no');
  close();
  await t.close();
});

it('counts the passes of a loop that is drawn as an edge', async () => {
  let rounds = 0;
  const document = doc(
    [
      node('poll'),
      node('check', { type: 'test.choose', input: { again: { $expr: 'nodes.poll.output < 3' } } }),
      node('done'),
    ],
    [
      { from: 'poll', to: 'check' },
      { from: 'check', fromPort: 'again', to: 'poll', maxIterations: 10 },
      { from: 'check', fromPort: 'enough', to: 'done' },
    ],
  );
  const work: Work = (_input, step) => (step.startsWith('poll') ? (rounds += 1) : 1);
  const { t, workflow } = scene(work, document);
  const run = await t.start(workflow, {});
  const { session, ended, close } = watch(t, run.id, document);
  await ended();
  expect(session.node('poll').get()).toMatchObject({ status: 'completed', completed: 3 });
  expect(session.edge('poll.out>check.in').get()?.count).toBe(3);
  expect(session.edge('check.again>poll.in').get()?.count).toBe(2);
  expect(session.edge('check.enough>done.in').get()?.count).toBe(1);
  close();
  await t.close();
});

it('takes the error port of a container in which something failed', async () => {
  const each = (id: string, input: WorkflowNode['input']): WorkflowNode =>
    node(id, {
      type: 'flow.forEach',
      input: { items: [1, 2], ...input },
      bodies: { body: { nodes: [node(`${id}Item`)], edges: [] } },
    });
  const document = doc(
    [each('strict', {}), each('lenient', { onItemError: 'continue' }), node('saved'), node('next')],
    [
      { from: 'strict', fromPort: 'error', to: 'saved' },
      { from: 'lenient', to: 'next' },
      { from: 'lenient', fromPort: 'error', to: 'saved' },
    ],
  );
  const { t, workflow } = scene((_input, step) => {
    if (step.includes('[0]')) throw new Error('no');
    return 1;
  }, document);
  const run = await t.start(workflow, {});
  const { session, ended, close } = watch(t, run.id, document);
  await t.advance('10m');
  await ended();
  expect(session.summary.get()?.status).toBe('completed');
  expect(session.edge('strict.error>saved.in').get()?.count).toBe(1);
  expect(session.edge('lenient.out>next.in').get()?.count).toBe(1);
  expect(session.edge('lenient.error>saved.in').get()).toBeNull();
  close();
  await t.close();
});

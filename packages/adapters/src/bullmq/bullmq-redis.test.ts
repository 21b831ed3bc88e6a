import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  createEngine,
  defineNode,
  defineWorkflow,
  delayNode,
  memory,
  systemClock,
  systemRandom,
  type AnyNodeType,
  type Backend,
  type Engine,
  type EngineOptions,
  type LogLevel,
  type NewRun,
  type RunChange,
  type RunRecord,
  type Store,
} from '@flowgraft/core';
import { seededRandom } from '@flowgraft/core/testing';
import { Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';

import { sqlite } from '../sqlite/index.js';
import { bullmq } from './bullmq-backend.js';
import type { BullmqJob, BullmqQueue } from './client.js';
import { connection } from './test-connection.fixture.js';

const prefix = `flowgraft-test-${process.pid}`;
let count = 0;
let queueName: string;
let folder: string;
let ends: (() => Promise<void>)[];

beforeEach(() => {
  count += 1;
  queueName = `hints-${count}`;
  folder = mkdtempSync(join(tmpdir(), 'flowgraft-bullmq-'));
  ends = [];
});

afterEach(async () => {
  for (const end of ends.reverse()) await end();
  rmSync(folder, { recursive: true });
});

afterAll(async () => {
  const redis = new Redis(connection);
  const keys = await redis.keys(`${prefix}:*`);
  if (keys.length > 0) await redis.del(keys);
  await redis.quit();
});

/** A backend of its own on the shared file, so that no hint comes but through BullMQ. */
const onFile = (): Backend => sqlite({ file: join(folder, 'runs.db'), synchronous: 'normal' });

function hinted(backend: Backend): Backend {
  return bullmq({ backend, connection, prefix, queueName, module: { Queue, Worker } });
}

let done: string[] = [];
const note = defineNode({
  type: 'test.note',
  version: 1,
  input: z.object({ name: z.string() }),
  output: z.string(),
  run({ name }) {
    done.push(name);
    return name;
  },
});
/** The same node type, which takes its time. */
function slowNote(wait: () => Promise<void>): AnyNodeType {
  return defineNode({
    type: 'test.note',
    version: 1,
    input: z.object({ name: z.string() }),
    output: z.string(),
    async run({ name }) {
      await wait();
      return name;
    },
  });
}
const noted = defineWorkflow({
  id: 'noted',
  input: z.object({ name: z.string() }),
  build: (w) => w.node('note', note, { name: w.input.name }),
});
const waiting = defineWorkflow({
  id: 'waiting',
  input: z.object({ name: z.string(), delay: z.string() }),
  build(w) {
    const first = w.node('first', note, { name: w.input.name });
    const pause = w.node('pause', delayNode, { duration: w.input.delay }, { after: first });
    return w.node('second', note, { name: w.input.name }, { after: pause });
  },
});

function engineOn(backend: Backend, options: EngineOptions = {}): Engine {
  const engine = createEngine({
    backend,
    nodes: [note],
    workflows: [noted, waiting],
    poll: '1h',
    ...options,
  });
  ends.push(() => engine.close());
  return engine;
}

async function opened(backend: Backend): Promise<Store> {
  const store = await backend.open({
    clock: systemClock(),
    random: systemRandom(),
    logger: { log: () => undefined },
  });
  ends.push(async () => store.close());
  return store;
}

function newRun(runId: string): NewRun {
  return {
    tenant: 'acme',
    runId,
    workflowId: 'noted',
    workflowHash: 'sha256-1',
    input: null,
    priority: 0,
    queue: 'default',
    labels: [],
    limitKeys: [],
    tags: [],
  };
}

function parkedUntil({ tenant, runId, epoch, seq }: RunRecord, wakeAt: number): RunChange {
  const nothing = { events: [], consumed: [], children: [], messages: [] };
  const next = { kind: 'park', status: 'waiting', wakeAt, waits: [] } as const;
  return { tenant, runId, epoch, seq, ...nothing, next };
}

/** A worker that has looked once and found nothing. */
async function idleWorker(backend: Backend, options?: EngineOptions): Promise<Engine> {
  const engine = engineOn(backend, options);
  await engine.capabilities();
  engine.worker();
  return engine;
}

async function ended(engine: Engine, runId: string): Promise<void> {
  await expect
    .poll(async () => (await engine.get(runId))?.status, { timeout: 10_000, interval: 10 })
    .toBe('completed');
}

beforeEach(() => {
  done = [];
});

describe('hints between processes', { timeout: 30_000 }, () => {
  it('wake an idle worker of another process, which polls once an hour', async () => {
    const worker = await idleWorker(hinted(onFile()));
    const starter = engineOn(hinted(onFile()));

    const run = await starter.start(noted, { name: 'a' });

    await ended(worker, run.id);
    expect(done).toEqual(['a']);
    expect(await starter.capabilities()).toMatchObject({ remoteHints: true });
  });

  it('are not taken by processes that start runs and take none', async () => {
    const starters = [1, 2, 3].map(() => engineOn(hinted(onFile())));
    const worker = await idleWorker(hinted(onFile()));
    const [first] = starters as [Engine];

    for (const each of [...starters, ...starters]) {
      const run = await each.start(noted, { name: 'a' });
      await ended(first, run.id);
    }

    expect(await worker.list({ status: ['completed'] })).toMatchObject({ cursor: null });
    expect(done).toHaveLength(6);
  });

  it('are left to idle workers by one that has its hands full', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const busyWith = slowNote(() => held);
    const busy = engineOn(hinted(onFile()), { nodes: [busyWith] });
    await busy.capabilities();
    busy.worker({ concurrency: 1 });
    const long = await busy.start(noted, { name: 'long' });
    await expect.poll(async () => (await busy.get(long.id))?.status).toBe('running');
    const idle = await idleWorker(hinted(onFile()));
    const starter = engineOn(hinted(onFile()));

    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) {
      const run = await starter.start(noted, { name });
      await ended(idle, run.id);
    }

    expect(done).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    release();
    await ended(busy, long.id);
  });

  it('come when a parked run is due, not before', async () => {
    const [first, second] = await Promise.all([1, 2].map(() => opened(hinted(onFile()))));
    if (first === undefined || second === undefined) throw new Error('two stores were opened');
    const lease = { leaseMs: 30_000 };
    const [held] = await first.create([newRun('a')], { claim: { worker: 'w1', ...lease } });
    if (held === undefined || !('record' in held)) throw new Error('the run was not created');
    const wakeAt = Date.now() + 400;
    const told = new Promise<number>((resolve) => {
      second.subscribe(({ runId }) => {
        if (runId === 'a') resolve(Date.now());
      });
    });
    await second.claim({ worker: 'w2', ...lease, limit: 1 });

    await first.commit([parkedUntil(held.record, wakeAt)]);

    expect(await told).toBeGreaterThanOrEqual(wakeAt);
    const { runs } = await second.claim({ worker: 'w2', ...lease, limit: 1 });
    expect(runs.map(({ record }) => record.runId)).toEqual(['a']);
  });

  it('come when a worker that lets go of its runs is closed', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow = slowNote(() => held);
    const first = await idleWorker(hinted(onFile()), { nodes: [slow] });
    const run = await first.start(noted, { name: 'a' });
    await expect.poll(async () => (await first.get(run.id))?.status).toBe('running');
    const second = await idleWorker(hinted(onFile()));

    await first.close({ drainMs: 0 });

    await ended(second, run.id);
    release();
  });
});

/** A queue that loses a third of its jobs and takes another third twice. */
function unreliable(queue: BullmqQueue, random: { next(): number }): BullmqQueue {
  return {
    on: (event, listener) => queue.on(event, listener),
    close: () => queue.close(),
    disconnect: () => queue.disconnect(),
    async addBulk(jobs) {
      const kept = jobs.flatMap((job): BullmqJob[] => {
        const chance = random.next();
        if (chance < 1 / 3) return [];
        if (chance < 2 / 3) return [job];
        const late = { ...job.opts, delay: 50, deduplication: { ...job.opts.deduplication } };
        late.deduplication.id += '-again';
        return [job, { ...job, opts: late }];
      });
      if (kept.length > 0) await queue.addBulk(kept);
    },
  };
}

describe.each([
  ['memory', () => [memory()]],
  ['a SQLite file', () => [onFile(), onFile()]],
])('lost, doubled and late jobs over %s', (_name, backends) => {
  it('break no run', { timeout: 60_000 }, async () => {
    const random = seededRandom(7);
    const [one, two = one] = backends().map((backend) =>
      bullmq({
        backend,
        queueName,
        createQueue: (name) =>
          unreliable(new Queue(name, { connection, prefix }) as BullmqQueue, random),
        createWorker: (name, processor) =>
          new Worker(name, processor, { connection, prefix, autorun: false, concurrency: 5 }),
      }),
    ) as [Backend, Backend?];
    const engines = [one, two].map((backend) => engineOn(backend, { poll: '100ms' }));
    for (const engine of engines) engine.worker({ concurrency: 3 });
    const names = Array.from({ length: 60 }, (_, at) => `run-${at}`);

    const [first, second] = engines as [Engine, Engine];
    const runs = await Promise.all(
      names.map((name, at) => {
        const engine = at % 2 === 0 ? first : second;
        return at % 3 === 0
          ? engine.start(waiting, { name, delay: '150ms' })
          : engine.start(noted, { name });
      }),
    );
    await Promise.all(runs.map(async (run) => run.result()));

    const expected = names.flatMap((name, at) => (at % 3 === 0 ? [name, name] : [name]));
    expect(done.toSorted()).toEqual(expected.toSorted());
  });
});

describe('a Redis that is not there', { timeout: 30_000 }, () => {
  it('costs time only, is logged once, and keeps no engine from closing', async () => {
    const lines: [LogLevel, string][] = [];
    const engine = engineOn(
      bullmq({
        backend: onFile(),
        connection: { host: '127.0.0.1', port: 1, retryStrategy: () => 20 },
        queueName,
        module: { Queue, Worker },
      }),
      { poll: '20ms', logger: { log: (level, message) => lines.push([level, message]) } },
    );
    engine.worker();

    const run = await engine.start(waiting, { name: 'a', delay: '100ms' });
    await run.result();
    const startedAt = Date.now();
    await engine.close();

    expect(done).toEqual(['a', 'a']);
    expect(Date.now() - startedAt).toBeLessThan(1_000);
    expect(lines).toEqual([
      ['warn', expect.stringMatching(/^BullMQ queue "hints-\d+" failed .*ECONNREFUSED/)],
    ]);
  });

  it('for a while, keeps the hints until it is back', async () => {
    const client = new Redis({ ...connection, maxRetriesPerRequest: null });
    client.on('error', () => undefined);
    ends.push(async () => {
      await client.quit();
    });
    const worker = await idleWorker(hinted(onFile()));
    const starter = engineOn(
      bullmq({
        backend: onFile(),
        connection: client,
        prefix,
        queueName,
        module: { Queue, Worker },
      }),
    );
    const first = await starter.start(noted, { name: 'a' });
    await ended(worker, first.id);
    const isCut = once(client, 'close');
    client.disconnect(true);
    await isCut;

    const second = await starter.start(noted, { name: 'b' });

    expect(client.status).not.toBe('ready');
    await ended(worker, second.id);
    expect(done).toEqual(['a', 'b']);
  });
});

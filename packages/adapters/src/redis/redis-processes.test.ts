import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Store } from '@flowgraft/core';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { redis } from './redis-backend.js';
import { host, newPrefix, newRun, removeKeys, url } from './redis.fixture.js';

const entry = new URL('./index.ts', import.meta.url).href;
const loader = new URL('../../../../tools/typescript.mjs', import.meta.url).href;

/** Takes runs through three commits each until all are done, and says which it finished. Looks when it is told to. */
const worker = `
  import { writeSync } from 'node:fs';
  import { Redis } from 'ioredis';
  const { redis } = await import(${JSON.stringify(entry)});
  const { systemClock, systemRandom } = await import('@flowgraft/core');
  const [url, prefix, name, total] = process.argv.slice(1);
  const say = (...words) => writeSync(1, words.join(' ') + '\\n');
  const client = new Redis(url);
  const host = { clock: systemClock(), random: systemRandom(), logger: { log: () => undefined } };
  const store = await redis({ client, prefix }).open(host);
  const event = (at) => ({ type: 'timer.fired', at, step: name });
  const change = (record, seq, next) => ({
    tenant: record.tenant, runId: record.runId, epoch: record.epoch, seq, events: [event(seq), event(seq + 1)],
    consumed: [], children: [], messages: [], next,
  });
  let told = () => undefined;
  let ended = 0;
  const enough = new Promise((resolve) => {
    store.subscribe(({ hasEnded }) => {
      if (hasEnded) ended += 1;
      if (ended === Number(total)) resolve();
      told();
    });
  });
  say('ready');
  const work = async () => {
    for (;;) {
      const { runs } = await store.claim({ worker: name, leaseMs: 60_000, limit: 3 });
      if (runs.length === 0) await new Promise((resolve) => { told = resolve; });
      for (const seq of [0, 2]) await store.commit(runs.map(({ record }) => change(record, seq, { kind: 'hold' })));
      const next = { kind: 'finish', status: 'completed', output: name };
      const outcomes = await store.commit(runs.map(({ record }) => change(record, 4, next)));
      outcomes.forEach(({ ok }, index) => say(ok ? 'finished' : 'refused', runs[index].record.runId));
    }
  };
  await Promise.race([work(), enough]);
  await store.close();
  client.disconnect();
`;

const client = new Redis(url);
const children: ChildProcess[] = [];
let prefix: string;
let store: Store;

beforeEach(async () => {
  prefix = newPrefix();
  store = await redis({ client, prefix }).open(host);
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await store.close();
  await removeKeys(client, prefix);
});

afterAll(() => client.disconnect());

interface Child {
  readonly process: ChildProcess;
  readonly lines: string[];
  /** Resolves when the child has said that many lines. */
  readonly said: (count: number) => Promise<void>;
  /** Resolves with the exit code when its output is at an end. */
  readonly ended: Promise<number | null>;
}

function start(name: string, total: number): Child {
  const code = ['--input-type=module', '--eval', worker, url, prefix, name, String(total)];
  const child = spawn(
    process.execPath,
    ['--conditions=@flowgraft/source', '--import', loader, ...code],
    { cwd: fileURLToPath(new URL('.', import.meta.url)), stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.push(child);
  const lines: string[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    lines.push(...parts);
    for (const { count, resolve } of waiting) if (lines.length >= count) resolve();
  });
  return {
    process: child,
    lines,
    said: (count) => new Promise((resolve) => waiting.push({ count, resolve })),
    ended: once(child, 'close').then(([exitCode]) => exitCode as number | null),
  };
}

const longEnough = 60_000;

describe('several processes', () => {
  it(
    'share the work, told by hints: every run is finished, by one of them, once',
    async () => {
      const ids = Array.from({ length: 300 }, (_, index) => `run-${index}`);
      const workers = ['a', 'b', 'c'].map((name) => start(name, ids.length));
      await Promise.all(workers.map(({ said }) => said(1)));
      await store.create(ids.map((runId) => newRun(runId)));
      expect(await Promise.all(workers.map(({ ended }) => ended))).toEqual([0, 0, 0]);

      const said = workers.flatMap(({ lines }) => lines.slice(1));
      expect(said.toSorted()).toEqual(ids.map((id) => `finished ${id}`).toSorted());
      expect(workers.filter(({ lines }) => lines.length > 1).length).toBeGreaterThan(1);
      for (const runId of ids) {
        const record = await store.getRun('acme', runId);
        const steps = (await store.readJournal('acme', runId)) as readonly {
          at: number;
          step: string;
        }[];
        expect(record).toMatchObject({ status: 'completed', epoch: 1, crashes: 0, seq: 6 });
        expect(steps.map(({ at }) => at)).toEqual([0, 1, 2, 3, 4, 5]);
        expect(new Set(steps.map(({ step }) => step))).toEqual(new Set([record?.output]));
      }
    },
    longEnough,
  );

  it(
    'leave nothing of one that is killed: its runs go to another, and keep what was acknowledged',
    async () => {
      const ids = Array.from({ length: 400 }, (_, index) => `run-${index}`);
      const doomed = start('doomed', ids.length);
      await doomed.said(1);
      await store.create(ids.map((runId) => newRun(runId)));
      await doomed.said(40);
      doomed.process.kill('SIGKILL');
      await doomed.ended;
      const finished = doomed.lines.slice(1).map((line) => line.split(' ')[1]);
      for (const runId of finished) {
        expect(await store.getRun('acme', runId ?? '')).toMatchObject({
          status: 'completed',
          seq: 6,
        });
      }
      const held = (await store.listRuns({ status: ['running'], limit: 100 })).runs;
      expect(held.length).toBeLessThanOrEqual(3);
      // As if its lease were over.
      await client.zadd(`{${prefix}}:leases`, 1, 'doomed');
      const { runs } = await store.claim({ worker: 'heir', leaseMs: 60_000, limit: 1000 });
      const taken = runs.filter(({ record }) => held.some(({ runId }) => runId === record.runId));
      expect(taken.map(({ record }) => [record.epoch, record.crashes])).toEqual(
        held.map(() => [2, 1]),
      );
      expect(await store.listWorkers()).toMatchObject([{ worker: 'heir' }]);
    },
    longEnough,
  );
});

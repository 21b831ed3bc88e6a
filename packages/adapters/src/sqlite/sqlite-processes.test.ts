import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Store } from '@flowgraft/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadDriver } from './driver.js';
import { sqlite } from './sqlite-backend.js';

const entry = new URL('./index.ts', import.meta.url).href;
const loader = new URL('../../../../tools/typescript.mjs', import.meta.url).href;

/** What every child starts with: a store on the file, and a way to say what has been acknowledged. */
const prelude = `
  import { writeSync } from 'node:fs';
  const { sqlite } = await import(${JSON.stringify(entry)});
  const [file, name] = process.argv.slice(1);
  const clock = { now: () => Date.now() };
  const store = await sqlite({ file }).open({ clock });
  const say = (...words) => writeSync(1, words.join(' ') + '\\n');
  const newRun = (runId) => ({
    tenant: 'acme', runId, workflowId: 'w', workflowHash: 'h', input: { runId }, priority: 0,
    queue: 'default', labels: [], limitKeys: [], tags: ['t'],
  });
  const event = (at) => ({ type: 'timer.fired', at, step: name });
  const change = (runId, epoch, seq, more) => ({
    tenant: 'acme', runId, epoch, seq, events: [event(seq), event(seq + 1)],
    consumed: [], children: [], messages: [], next: { kind: 'hold' }, ...more,
  });
`;

/** Waits for the first run; claims runs until all are done, takes each through three commits, and says which it finished. */
const worker = `
  const pause = () => new Promise((go) => setTimeout(go, 1));
  say('ready');
  while (store.listRuns({ limit: 1 }).runs.length === 0) await pause();
  const done = () => store.listRuns({ status: ['queued', 'running'], limit: 1 }).runs.length === 0;
  while (!done()) {
    const { runs } = store.claim({ worker: name, leaseMs: 60_000, limit: 3 });
    for (const seq of [0, 2]) store.commit(runs.map(({ record }) => change(record.runId, record.epoch, seq)));
    const next = { kind: 'finish', status: 'completed', output: name };
    const outcomes = store.commit(runs.map(({ record }) => change(record.runId, record.epoch, 4, { next })));
    outcomes.forEach(({ ok }, index) => say(ok ? 'finished' : 'refused', runs[index].record.runId));
    await pause(); // as an engine does between commits; a process that never lets go keeps the others waiting
  }
  store.close();
`;

/** Claims and finishes the runs of one limit until all are done; says how many are held after each claim. */
const limited = `
  const pause = () => new Promise((go) => setTimeout(go, 1));
  say('ready');
  while (store.listRuns({ limit: 1 }).runs.length === 0) await pause();
  for (;;) {
    const { runs } = store.claim({ worker: name, leaseMs: 60_000, limit: 5 });
    say('held', store.listRuns({ status: ['running'] }).runs.length, store.listLimits()[0].held <= 2);
    const next = { kind: 'finish', status: 'completed', output: name };
    store.commit(runs.map(({ record }) => change(record.runId, record.epoch, 0, { next })));
    runs.forEach(({ record }) => say('finished', record.runId));
    if (store.listRuns({ status: ['queued', 'running'], limit: 1 }).runs.length === 0) break;
    await pause();
  }
  store.close();
`;

/** Creates runs and writes to them without end, saying what was acknowledged. */
const writer = `
  for (let count = 0; ; count += 1) {
    const runId = name + '-' + count;
    store.create([newRun(runId)], { claim: { worker: name, leaseMs: 60_000 } });
    say(runId, 0);
    for (let seq = 0; seq < 6; seq += 2) {
      store.commit([change(runId, 1, seq, { children: [newRun(runId + '-child-' + seq)] })]);
      say(runId, seq + 2);
    }
  }
`;

let folder: string;
let file: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowgraft-processes-'));
  file = join(folder, 'runs.db');
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

interface Child {
  readonly process: ChildProcess;
  readonly lines: string[];
  /** Resolves when the child has said that many lines. */
  readonly said: (count: number) => Promise<void>;
  /** Resolves with the exit code when its output is at an end. */
  readonly ended: Promise<number | null>;
}

function start(program: string, name: string): Child {
  const code = ['--input-type=module', '--eval', prelude + program, file, name];
  const child = spawn(
    process.execPath,
    ['--conditions=@flowgraft/source', '--import', loader, ...code],
    {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      stdio: ['ignore', 'pipe', 'inherit'],
    },
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

function open(now = () => Date.now()): Promise<Store> {
  const clock = { now, setTimer: () => ({ cancel: () => undefined }), defer: () => undefined };
  const random = { next: () => 0, bytes: (length: number) => new Uint8Array(length) };
  return Promise.resolve(
    sqlite({ file }).open({ clock, random, logger: { log: () => undefined } }),
  );
}

async function integrity(): Promise<unknown> {
  const openFile = await loadDriver();
  const database = openFile(file);
  const rows = database.prepare('PRAGMA integrity_check').all();
  database.close();
  return rows;
}

const longEnough = 60_000;

describe('several processes on one file', () => {
  it(
    'open a new file at the same time',
    async () => {
      const started = ['a', 'b', 'c', 'd'].map((name) =>
        start(`say('open'); store.close();`, name),
      );
      expect(await Promise.all(started.map(({ ended }) => ended))).toEqual([0, 0, 0, 0]);
      expect(started.flatMap(({ lines }) => lines)).toEqual(['open', 'open', 'open', 'open']);
    },
    longEnough,
  );

  it(
    'share the work: every run is finished, by one of them, once',
    async () => {
      const store = await open();
      const ids = Array.from({ length: 300 }, (_, index) => `run-${index}`);
      const common = {
        tenant: 'acme',
        workflowId: 'w',
        workflowHash: 'h',
        input: null,
        priority: 0,
        queue: 'default',
        labels: [],
        limitKeys: [],
        tags: [],
      };
      const workers = ['a', 'b', 'c'].map((name) => start(worker, name));
      await Promise.all(workers.map(({ said }) => said(1)));
      await store.create(ids.map((runId) => ({ ...common, runId })));
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
      await store.close();
    },
    longEnough,
  );
});

describe('a limit for several processes', () => {
  it(
    'is kept by all of them together, and ends with nothing held',
    async () => {
      const store = await open();
      const limit = { key: 'k', maxHeld: 2, maxQueued: null };
      await store.setLimits([limit]);
      const workers = ['a', 'b', 'c'].map((name) => start(limited, name));
      await Promise.all(workers.map(({ said }) => said(1)));
      const runs = Array.from({ length: 60 }, (_, index) => ({
        tenant: 'acme',
        runId: `run-${index}`,
        workflowId: 'w',
        workflowHash: `h${index % 7}`,
        input: null,
        priority: 0,
        queue: 'default',
        labels: [],
        limitKeys: ['k'],
        tags: [],
      }));
      await store.create(runs);
      expect(await Promise.all(workers.map(({ ended }) => ended))).toEqual([0, 0, 0]);

      const said = workers.flatMap(({ lines }) => lines);
      const held = said.filter((line) => line.startsWith('held'));
      expect(held.filter((line) => !/^held [012] true$/.test(line))).toEqual([]);
      const finished = said.filter((line) => line.startsWith('finished')).toSorted();
      expect(finished).toEqual(runs.map(({ runId }) => `finished ${runId}`).toSorted());
      expect(await store.listLimits()).toEqual([{ ...limit, held: 0, queued: 0 }]);
      await store.close();
    },
    longEnough,
  );
});

describe('a process that is killed', () => {
  // Lines after which the process is killed: at the start, inside a run, and after many.
  it.each([1, 6, 23, 150, 401])(
    'after %i lines: what it acknowledged is there, and whole',
    async (lines) => {
      const child = start(writer, 'w');
      await child.said(lines);
      child.process.kill('SIGKILL');
      await child.ended;

      expect(await integrity()).toMatchObject([{ integrity_check: 'ok' }]);
      const store = await open();
      const acknowledged = new Map<string, number>();
      for (const line of child.lines) {
        const [runId = '', seq] = line.split(' ');
        acknowledged.set(runId, Number(seq));
      }
      for (const [runId, seq] of acknowledged) {
        const record = await store.getRun('acme', runId);
        const journal = await store.readJournal('acme', runId);
        expect(record?.seq).toBeGreaterThanOrEqual(seq);
        expect(journal.map(({ at }) => at)).toEqual([...Array(record?.seq).keys()]);
        for (const at of [0, 2, 4]) {
          const childRun = await store.getRun('acme', `${runId}-child-${at}`);
          expect(childRun !== null).toBe(at < journal.length);
        }
      }
      await store.close();
    },
    longEnough,
  );

  it(
    'leaves its runs to the others when its lease has ended',
    async () => {
      const child = start(writer, 'w');
      await child.said(1);
      child.process.kill('SIGKILL');
      await child.ended;

      const store = await open(() => Date.now() + 120_000);
      const { runs } = await store.claim({ worker: 'other', leaseMs: 1000, limit: 1000 });
      expect(runs.find(({ record }) => record.runId === 'w-0')?.record).toMatchObject({
        epoch: 2,
        crashes: 1,
        worker: 'other',
      });
      await store.close();
    },
    longEnough,
  );
});

import { once } from 'node:events';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { sqlite } from '@flowgraft/adapters/sqlite';
import { createEngine, type Engine } from '@flowgraft/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { work, worked } from './fixtures/worker.fixture.js';
import type { WorkerNews } from './pool/worker-news.js';

const bin = fileURLToPath(new URL('bin.ts', import.meta.url));
const loader = new URL('../../../tools/typescript.mjs', import.meta.url).href;
const module = fileURLToPath(new URL('fixtures/worker.fixture.ts', import.meta.url));

let cwd: string;
let engine: Engine;
let children: ChildProcessWithoutNullStreams[];
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'flowgraft-worker-'));
  const backend = sqlite({ file: join(cwd, 'pool.db') });
  engine = createEngine({ backend, nodes: [work], workflows: [worked] });
  children = [];
});
afterEach(async () => {
  // The group: also what a pool that failed its case has left behind.
  for (const { pid } of children) killGroup(pid);
  await engine.close();
  rmSync(cwd, { recursive: true });
});

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}

class Program {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<number | string | null>;
  out = '';
  err = '';

  constructor(args: readonly string[]) {
    this.child = spawn(
      process.execPath,
      ['--import', loader, '--conditions=@flowgraft/source', bin, 'worker', ...args],
      { cwd, env: { ...process.env, NODE_NO_WARNINGS: '1' }, detached: true },
    );
    children.push(this.child);
    this.child.stdout.on('data', (chunk: Buffer) => (this.out += chunk.toString()));
    this.child.stderr.on('data', (chunk: Buffer) => (this.err += chunk.toString()));
    this.ended = new Promise((resolve) => {
      this.child.on('close', (code, signal) => resolve(code ?? signal));
    });
  }

  get news(): WorkerNews[] {
    return this.out
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as WorkerNews);
  }

  /** Process ids of the workers that take runs now. */
  get pids(): number[] {
    const serving = new Set<number>();
    for (const news of this.news) {
      if (news.event === 'worker.ready') serving.add(news.pid);
      if (news.event === 'worker.ended' && news.pid !== null) serving.delete(news.pid);
    }
    return [...serving];
  }
}

/** Waits until that is so. */
async function until<T>(what: () => T, expected: T): Promise<void> {
  await vi.waitFor(
    () => {
      const found = what();
      if (found !== expected)
        throw new Error(`Expected ${String(expected)}, found ${String(found)}`);
    },
    { timeout: 25_000, interval: 20 },
  );
}

const record = (): string => join(cwd, 'record.txt');

function lines(kind: 'begin' | 'end'): { readonly pid: number; readonly name: string }[] {
  if (!existsSync(record())) return [];
  return readFileSync(record(), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`${kind} `))
    .map((line) => {
      const [, pid, name = ''] = line.split(' ');
      return { pid: Number(pid), name };
    });
}

async function startRuns(names: readonly string[], delayMs: number): Promise<string[]> {
  const runs = names.map(async (name) => engine.start(worked, { record: record(), name, delayMs }));
  return (await Promise.all(runs)).map(({ id }) => id);
}

async function statuses(ids: readonly string[]): Promise<string[]> {
  const records = await Promise.all(ids.map((id) => engine.get(id)));
  return records.map((each) => each?.status ?? 'gone');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, at) => `r${at}`);

describe('one worker', { timeout: 60_000 }, () => {
  it('takes runs until SIGTERM, sees through what it holds, and ends with 0', async () => {
    const worker = new Program(['--module', module, '--concurrency', '2']);
    const ids = await startRuns(numbered(3), 600);
    await until(() => lines('begin').length, 2);

    worker.child.kill('SIGTERM');

    expect(await worker.ended).toBe(0);
    expect(worker.out).toBe('');
    expect(worker.err).toMatch(
      /^worker 1: process \d+ takes runs\nstopping: 2 runs under way come to a stop first\nstopped\n$/,
    );
    expect(lines('end')).toHaveLength(2);
    expect((await statuses(ids)).toSorted()).toEqual(['completed', 'completed', 'queued']);
  });

  it('quits at once at the second signal', async () => {
    const worker = new Program(['--module', module, '--json']);
    await startRuns(['slow'], 60_000);
    await until(() => lines('begin').length, 1);

    worker.child.kill('SIGINT');
    await until(() => worker.news.at(-1)?.event, 'stopping');
    worker.child.kill('SIGINT');

    expect(await worker.ended).toBe(130);
  });
});

describe('a pool', { timeout: 90_000 }, () => {
  it('replaces a process that is killed, and what that held goes on', async () => {
    const pool = new Program(['--module', module, '--pool', '2', '--concurrency', '2', '--json']);
    await until(() => pool.pids.length, 2);
    const ids = await startRuns(['a', 'b', 'c', 'd'], 700);
    await until(() => lines('begin').length, 4);
    const victim = lines('begin')[0]?.pid ?? 0;

    process.kill(victim, 'SIGKILL');

    await until(() => pool.pids.length, 2);
    await expect.poll(() => statuses(ids), { timeout: 20_000 }).toEqual(ids.map(() => 'completed'));
    expect(pool.pids).not.toContain(victim);
    expect(pool.news.find(({ event }) => event === 'worker.ended')).toMatchObject({
      pid: victim,
      reason: 'died',
      signal: 'SIGKILL',
      restartMs: expect.any(Number) as number,
    });
    expect(new Set(lines('end').map(({ name }) => name)).size).toBe(4);
  });

  it('at SIGTERM sees through what all hold, and ends with 0', async () => {
    const pool = new Program(['--module', module, '--pool', '2', '--concurrency', '2', '--json']);
    await until(() => pool.pids.length, 2);
    const { pids } = pool;
    const ids = await startRuns(numbered(5), 900);
    await until(() => lines('begin').length, 4);

    pool.child.kill('SIGTERM');

    expect(await pool.ended).toBe(0);
    expect(lines('end')).toHaveLength(4);
    expect((await statuses(ids)).filter((status) => status === 'completed')).toHaveLength(4);
    expect(pids.map(isAlive)).toEqual([false, false]);
    expect(pool.news.at(-1)).toMatchObject({ event: 'stopped', killed: 0 });
    expect(pool.err).toBe('');
  });

  it('ends its processes with itself at the second signal', async () => {
    const pool = new Program(['--module', module, '--pool', '2', '--json']);
    await until(() => pool.pids.length, 2);
    const { pids } = pool;
    await startRuns(['slow'], 60_000);
    await until(() => lines('begin').length, 1);

    // Its output stays open as long as one of its processes lives.
    const exited = once(pool.child, 'exit');
    pool.child.kill('SIGTERM');
    await until(() => pool.news.some(({ event }) => event === 'stopping'), true);
    pool.child.kill('SIGTERM');

    expect(await exited).toEqual([130, null]);
    await expect.poll(() => pids.map(isAlive), { timeout: 10_000 }).toEqual([false, false]);
  });

  it('leaves no process behind when it is killed itself', async () => {
    const pool = new Program(['--module', module, '--pool', '2', '--json']);
    await until(() => pool.pids.length, 2);
    const { pids } = pool;

    pool.child.kill('SIGKILL');

    await expect.poll(() => pids.map(isAlive), { timeout: 10_000 }).toEqual([false, false]);
  });

  it('grows while there is more to do than its processes can take, and shrinks afterwards', async () => {
    const args = `--pool 1..3 --concurrency 1 --idle 2s --json --module ${module}`;
    const pool = new Program(args.split(' '));
    await until(() => pool.pids.length, 1);
    const ids = await startRuns(numbered(12), 1_500);

    await until(() => pool.pids.length, 3);
    await expect.poll(() => statuses(ids), { timeout: 40_000 }).toEqual(ids.map(() => 'completed'));
    await until(() => pool.pids.length, 1);

    expect(new Set(lines('end').map(({ pid }) => pid)).size).toBe(3);
    expect(lines('begin')).toHaveLength(12);
    pool.child.kill('SIGTERM');
    expect(await pool.ended).toBe(0);
  });

  it('replaces a process that no longer answers', async () => {
    const args = `--pool 1 --unresponsive 2s --json --module ${module}`;
    const pool = new Program(args.split(' '));
    await until(() => pool.pids.length, 1);
    const [stuck] = pool.pids as [number];
    await startRuns(['stuck'], 0);
    await until(() => lines('begin').length, 1);

    await until(
      () => pool.news.some((news) => news.event === 'worker.ended' && news.pid === stuck),
      true,
    );
    await until(() => pool.pids.length, 1);

    expect(pool.news.find(({ event }) => event === 'worker.ended')).toMatchObject({
      reason: 'unresponsive',
    });
    expect(isAlive(stuck)).toBe(false);
  });

  it('does not begin with a module that gives no engine', async () => {
    const orders = fileURLToPath(new URL('fixtures/orders.fixture.ts', import.meta.url));
    const pool = new Program(['--module', orders, '--pool', '2']);

    expect(await pool.ended).toBe(2);
    expect(pool.err).toContain('gives no engine');
  });
});

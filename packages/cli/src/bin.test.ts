import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('bin.ts', import.meta.url));
const loader = new URL('../../../tools/typescript.mjs', import.meta.url).href;
const orders = fileURLToPath(new URL('fixtures/orders.fixture.ts', import.meta.url));
const count = 60;
const input = (record: string): string =>
  JSON.stringify({ orders: Array.from({ length: count }, (_, n) => n), delayMs: 25, record });
const totals = Array.from({ length: count }, (_, n) => n * 10);

let cwd: string;
let children: ChildProcessWithoutNullStreams[];
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'flowgraft-bin-'));
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(cwd, { recursive: true });
});

interface Ended {
  /** The exit code, or the signal that ended the process. */
  readonly code: number | string | null;
  readonly out: string;
  readonly err: string;
}

interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  /** Resolves once `text` was written to stderr. */
  seen(text: string): Promise<void>;
}

function start(args: readonly string[]): Running {
  const child = spawn(
    process.execPath,
    ['--import', loader, '--conditions=@flowgraft/source', bin, ...args],
    // Node 22 warns that its SQLite is experimental.
    { cwd, env: { ...process.env, NODE_NO_WARNINGS: '1' } },
  );
  children.push(child);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code: code ?? signal, out, err }));
  });
  const seen = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (err.includes(text)) resolve();
      };
      child.stderr.on('data', look);
      void ended.then(() => reject(new Error(`It ended without writing "${text}":\n${err}`)));
      look();
    });
  return { child, ended, seen };
}

function attempts(record: string): readonly string[] {
  return existsSync(record) ? readFileSync(record, 'utf8').trim().split('\n') : [];
}

async function runId(): Promise<string> {
  const { out } = await start(['runs', '--store', 'a.db', '--json']).ended;
  return (JSON.parse(out) as { readonly runId: string }).runId;
}

describe('the program', { timeout: 60_000 }, () => {
  it('stops at SIGINT with what is under way done, and resume finishes it with nothing done twice', async () => {
    const record = join(cwd, 'record.txt');
    const run = start(['run', orders, '--input', input(record), '--store', 'a.db']);
    await run.seen('order 10 has a price');
    run.child.kill('SIGINT');
    const stopped = await run.ended;
    const id = await runId();

    const resumed = await start(['resume', id, orders, '--store', 'a.db']).ended;

    expect(stopped).toMatchObject({ code: 130, out: '' });
    expect(stopped.err).toContain(`go on with it:  flowgraft resume ${id}`);
    expect(resumed.code).toBe(0);
    expect(JSON.parse(resumed.out)).toMatchObject({ totals });
    expect([...attempts(record)].sort()).toEqual([...new Set(attempts(record))].sort());
    expect(attempts(record)).toHaveLength(count);
  });

  it('quits at once at the second SIGINT', async () => {
    const long = JSON.stringify({ orders: [1], delayMs: 30_000 });
    const run = start([
      'run',
      orders,
      '--input',
      long,
      '--store',
      'a.db',
      '--set',
      `record=${join(cwd, 'r')}`,
    ]);
    await expect.poll(() => attempts(join(cwd, 'r')).length, { timeout: 20_000 }).toBe(1);
    run.child.kill('SIGINT');
    await run.seen('stopping:');
    run.child.kill('SIGINT');

    expect(await run.ended).toMatchObject({ code: 130 });
  });

  it('goes on after kill -9: what was under way is done again, what was done is not', async () => {
    const record = join(cwd, 'record.txt');
    const run = start(['run', orders, '--input', input(record), '--store', 'a.db']);
    await run.seen('order 10 has a price');
    run.child.kill('SIGKILL');
    const killed = await run.ended;
    const id = await runId();
    const shown = await start(['show', id, '--json', '--store', 'a.db']).ended;
    const { journal } = JSON.parse(shown.out) as { journal: { type: string; step?: string }[] };
    const done = journal.flatMap(({ type, step }) => (type === 'step.completed' ? [step] : []));
    const before = attempts(record).length;

    const resumed = await start(['resume', id, orders, '--store', 'a.db']).ended;

    expect(killed.code).toBe('SIGKILL');
    expect(resumed.err).toContain('the run is still held by another process');
    expect(resumed.code).toBe(0);
    expect(JSON.parse(resumed.out)).toMatchObject({ totals });
    const after = attempts(record).slice(before);
    expect(done.length).toBeGreaterThan(5);
    expect(after.filter((step) => done.includes(step))).toEqual([]);
    expect(new Set(attempts(record)).size).toBe(count);
  });

  it('ends quietly when its reader goes away', async () => {
    await start(['run', orders, '--store', 'a.db']).ended;
    const listing = start(['runs', '--store', 'a.db', '--json']);
    listing.child.stdout.destroy();

    expect(await listing.ended).toMatchObject({ code: 0, err: '' });
  });
});

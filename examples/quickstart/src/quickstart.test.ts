import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { sqlite } from '@flowgraft/adapters/sqlite';
import { createEngine } from '@flowgraft/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const loader = new URL('../../../tools/typescript.mjs', import.meta.url).href;
const reports = ['report.md', 'summary.json', 'earthquakes.csv'] as const;
/** Earthquakes in the data set, and steps of the loop that may be under way at a time. */
const [earthquakes, concurrency] = [1_679, 16];
/** Earthquakes at the very place of another one: answered from the cache, unless its process has died since. */
const samePlace = 1;

interface Ended {
  readonly code: number | string | null;
  readonly text: string;
}

interface Running {
  readonly ended: Promise<Ended>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves once `text` was written. */
  seen(text: string): Promise<void>;
}

const started: Running[] = [];

function quickstart(...args: readonly string[]): Running {
  const node = ['--import', loader, '--conditions=@flowgraft/source', main, ...args];
  const child = spawn(process.execPath, node, { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const output of [child.stdout, child.stderr]) {
    output.on('data', (chunk: Buffer) => (text += chunk.toString()));
  }
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code: code ?? signal, text }));
  });
  const running: Running = {
    ended,
    kill: (signal) => void child.kill(signal),
    seen: (wanted) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (text.includes(wanted)) resolve();
        };
        child.stdout.on('data', look);
        void ended.then(() => reject(new Error(`It ended without writing "${wanted}":\n${text}`)));
      }),
  };
  started.push(running);
  return running;
}

function filesIn(dir: string): Readonly<Record<string, string>> {
  return Object.fromEntries(reports.map((name) => [name, readFileSync(join(dir, name), 'utf8')]));
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(0, -1);
  } catch {
    return [];
  }
}

/** Steps that the journal has as completed. */
async function completedSteps(dir: string): Promise<ReadonlySet<string>> {
  const engine = createEngine({ backend: sqlite({ file: join(dir, 'quickstart.db') }) });
  try {
    const [run] = (await engine.list()).runs;
    const journal = run === undefined ? [] : await engine.journal(run.runId);
    return new Set(journal.flatMap((fact) => (fact.type === 'step.completed' ? [fact.step] : [])));
  } finally {
    await engine.close();
  }
}

/** Earthquakes whose nearest airport is in the journal. */
async function lookedUp(dir: string): Promise<number> {
  return [...(await completedSteps(dir))].filter((step) => step.endsWith('/nearest')).length;
}

/** A small generator of pseudo-random numbers >= 0 and < 1: mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

describe('the quickstart', { timeout: 120_000 }, () => {
  let expected: Readonly<Record<string, string>>;
  let uninterrupted: string;
  let dir: string;

  beforeAll(async () => {
    uninterrupted = mkdtempSync(join(tmpdir(), 'flowgraft-quickstart-'));
    await quickstart('--dir', uninterrupted).ended;
    expected = filesIn(uninterrupted);
  }, 60_000);
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'flowgraft-quickstart-'));
  });
  afterEach(async () => {
    for (const each of started) each.kill('SIGKILL');
    await Promise.all(started.splice(0).map(({ ended }) => ended));
    rmSync(dir, { recursive: true });
  });
  afterAll(() => rmSync(uninterrupted, { recursive: true }));

  it('writes what the data says', () => {
    const summary = JSON.parse(expected['summary.json'] ?? '') as {
      readonly classes: readonly { readonly count: number }[];
      readonly strongest: readonly object[];
      readonly dropped: object;
    };

    expect(summary.dropped).toEqual({ incomplete: 0, otherKind: 28 });
    expect(summary.classes.reduce((sum, { count }) => sum + count, 0)).toBe(earthquakes);
    expect(summary.strongest[0]).toMatchObject({
      magnitude: 6.4,
      region: 'Taiwan',
      class: 'strong',
    });
    expect(expected['report.md']).toContain('5 strong earthquakes: the alert was approved');
    expect(expected['earthquakes.csv']?.trim().split('\n')).toHaveLength(earthquakes + 1);
  });

  it('looks up no place twice', async () => {
    const record = join(dir, 'record.txt');
    await quickstart('--dir', dir, '--record', record).ended;

    expect(linesOf(record)).toHaveLength(earthquakes - samePlace);
    expect(await lookedUp(dir)).toBe(earthquakes);
    expect(filesIn(dir)).toEqual(expected);
  });

  it.each([1, 2, 3])(
    'goes on after kill -9 at any moment with nothing lost and nothing done again (seed %i)',
    async (seed) => {
      const random = seeded(seed);
      const record = join(dir, 'record.txt');
      let done: ReadonlySet<string> = new Set();
      let before = 0;
      /** Steps that this leg began although the journal had them as completed. */
      const begunAgain = (): readonly string[] =>
        linesOf(record)
          .slice(before)
          .filter((step) => done.has(step));
      const shares = [random(), random()].sort((a, b) => a - b);

      for (const share of shares) {
        const target = Math.max(before, Math.floor(share * (earthquakes - concurrency)));
        const resume = before > 0 ? ['--resume'] : [];
        const running = quickstart('--dir', dir, '--record', record, ...resume);
        await expect
          .poll(() => linesOf(record).length, { interval: 2, timeout: 30_000 })
          .toBeGreaterThan(target);
        running.kill('SIGKILL');
        expect(await running.ended).toMatchObject({ code: 'SIGKILL' });
        expect(begunAgain()).toEqual([]);
        done = await completedSteps(dir);
        before = linesOf(record).length;
        // What was begun and is not in the journal was under way, or waited for its commit.
        const open = new Set(linesOf(record).filter((step) => !done.has(step)));
        expect(open.size).toBeLessThanOrEqual(concurrency);
      }
      const finished = await quickstart('--dir', dir, '--record', record, '--resume').ended;

      expect(finished).toMatchObject({ code: 0 });
      expect(begunAgain()).toEqual([]);
      const begun = linesOf(record);
      expect(new Set(begun).size).toBeGreaterThanOrEqual(earthquakes - samePlace);
      expect(await lookedUp(dir)).toBe(earthquakes);
      expect(begun.length - earthquakes).toBeLessThanOrEqual(shares.length * concurrency);
      expect(filesIn(dir)).toEqual(expected);
    },
  );

  it('stops at Ctrl-C with what is under way done, and goes on with --resume', async () => {
    const record = join(dir, 'record.txt');
    const running = quickstart('--dir', dir, '--record', record, '--slow');
    await expect.poll(() => linesOf(record).length, { timeout: 30_000 }).toBeGreaterThan(30);
    running.kill('SIGINT');
    const stopped = await running.ended;

    const finished = await quickstart('--dir', dir, '--record', record, '--resume').ended;

    expect(stopped.code).toBe(130);
    expect(stopped.text).toContain('pnpm quickstart --resume');
    expect(finished.code).toBe(0);
    const begun = linesOf(record);
    expect(begun).toHaveLength(new Set(begun).size);
    expect(begun.length).toBeGreaterThanOrEqual(earthquakes - samePlace);
    expect(await lookedUp(dir)).toBe(earthquakes);
    expect(filesIn(dir)).toEqual(expected);
  });

  it('waits for another terminal with --no-approve', async () => {
    const running = quickstart('--dir', dir, '--no-approve');
    await running.seen('in another terminal:  pnpm quickstart --decide yes');

    const decided = await quickstart('--dir', dir, '--decide', 'no').ended;

    expect(decided).toMatchObject({ code: 0 });
    expect(await running.ended).toMatchObject({ code: 0 });
    expect(filesIn(dir)['report.md']).toContain('the alert was turned down by');
  });

  it.each([
    [['--resume'], 'There is no run yet'],
    [['--decide', 'perhaps'], '--decide: expected yes or no, got "perhaps"'],
    [['--nope'], "Unknown option '--nope'"],
  ])('%j is refused with a plain message', async (args, message) => {
    const { code, text } = await quickstart('--dir', dir, ...args).ended;

    expect(code).toBe(1);
    expect(text).toContain(message);
    expect(text).not.toMatch(/\n {4}at /);
  });
});

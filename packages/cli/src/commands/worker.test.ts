import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { sqlite } from '@flowgraft/adapters/sqlite';
import { createEngine, type Engine } from '@flowgraft/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { ParentProcess } from '../command-io.js';
import { createTestIo, type TestIo } from '../fixtures/test-io.fixture.js';
import { work, worked } from '../fixtures/worker.fixture.js';
import { main } from '../main.js';

const fixture = fileURLToPath(new URL('../fixtures/worker.fixture.ts', import.meta.url));

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'flowgraft-worker-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(join(cwd, name), text);
}

function storeEngine(): Engine {
  return createEngine({
    backend: sqlite({ file: join(cwd, 'runs.db') }),
    nodes: [work],
    workflows: [worked],
  });
}

/** Starts the command, has one run done by it, and stops it. */
async function workOnce(io: TestIo, args: readonly string[]): Promise<number> {
  const code = main(['worker', ...args], io);
  await io.seen('takes runs');
  const engine = storeEngine();
  const record = join(cwd, 'record.txt');
  const run = await engine.start(worked, { record, name: 'a', delayMs: 0 });
  await run.result();
  expect(readFileSync(record, 'utf8')).toMatch(/^begin \d+ a\nend \d+ a\n$/);
  await engine.close();
  io.interrupt();
  return code;
}

const engineText = `createEngine({
  backend: sqlite({ file: ${JSON.stringify('PLACE')} }), nodes: [work], workflows: [worked], poll: '20ms'
})`;

function moduleWith(exported: string): string {
  const place = JSON.stringify(join(cwd, 'runs.db'));
  return `import { createEngine as make } from '@flowgraft/core';
import { sqlite } from '@flowgraft/adapters/sqlite';
import { work, worked } from ${JSON.stringify(fixture)};
const made = () => ${engineText.replace('createEngine', 'make').replace('"PLACE"', place)};
${exported}`;
}

describe('flowgraft worker takes its engine from', { timeout: 30_000 }, () => {
  it.each([
    ['a function that is the default export', 'export default made;'],
    ['a function that answers later', 'export default async () => made();'],
    ['a function createEngine', 'export const createEngine = made;'],
    ['an engine', 'export const engine = made();'],
    [
      'a configuration with a store',
      `export default { store: 'runs.db', nodes: [work], workflows: [worked] };`,
    ],
  ])('%s', async (_what, exported) => {
    write('engine.ts', moduleWith(exported));
    const io = createTestIo({ cwd });

    expect(await workOnce(io, ['--module', 'engine.ts'])).toBe(0);
    expect(io.out()).toBe('');
    expect(io.err()).toMatch(/^worker 1: process \d+ takes runs\nstopping\nstopped\n$/);
  });

  it('flowgraft.config.ts, when no module is named', async () => {
    write('flowgraft.config.ts', moduleWith('export default made;'));

    expect(await workOnce(createTestIo({ cwd }), [])).toBe(0);
  });

  it.each([
    [
      'export default () => 7;',
      'its export "default" is a function that returns a value of type number',
    ],
    ['export const engine = () => null;', 'its export "engine" is a function that returns null'],
    ['export const engines = 7;', 'Module "engine.mjs" gives no engine'],
    ['export default { nodes: [] };', 'Module "engine.mjs" gives no engine'],
    ['export default { store: 7 };', '"store" is a number'],
    ['export default () => {', 'Module "engine.mjs" cannot be loaded'],
  ])('nothing else: %s', async (text, message) => {
    write('engine.mjs', text);
    const io = createTestIo({ cwd });

    expect(await main(['worker', '--module', 'engine.mjs'], io)).toBe(2);
    expect(io.err()).toContain(message);
  });

  it('a store that opens', async () => {
    write('engine.ts', moduleWith('export default made;').replace('runs.db', 'none/runs.db'));
    const io = createTestIo({ cwd });

    expect(await main(['worker', '--module', 'engine.ts'], io)).toBe(4);
    expect(io.err()).toMatch(/^error SQLite could not /);
  });
});

describe('flowgraft worker', { timeout: 30_000 }, () => {
  it('passes on what it serves, and counts what is due for that', async () => {
    const calls: unknown[] = [];
    const engine = {
      capabilities: async () => undefined,
      on: () => () => undefined,
      worker: (options: unknown) => (calls.push(options), { active: 3 }),
      backlog: async (scope: unknown, limit: number) => (calls.push(scope, limit), 5),
      close: async (options: unknown) => void calls.push(options),
    };
    Object.assign(globalThis, { fakeEngine: engine });
    write('engine.mjs', 'export default () => globalThis.fakeEngine;');
    const said: unknown[] = [];
    const parent = fakeParent(said);
    const io = createTestIo({ cwd, parent: parent.process });

    const args = '--concurrency=7 --queues=a,b --queues=c --regions=eu --labels=gpu,ssd --drain=3s';
    const code = main(['worker-process', '--module=engine.mjs', ...args.split(' ')], io);
    await parent.until(() => said.length === 1);
    parent.order({ kind: 'ping' });
    parent.order({ kind: 'ping', backlogUpTo: 40 });
    await parent.until(() => said.length === 4);
    parent.order({ kind: 'nonsense' });
    parent.order({ kind: 'drain' });

    expect(await code).toBe(0);
    const scope = { queues: ['a', 'b', 'c'], regions: ['eu'], labels: ['gpu', 'ssd'] };
    expect(calls).toEqual([{ concurrency: 7, ...scope }, scope, 40, { drainMs: 3_000 }]);
    expect(said).toEqual([
      { kind: 'ready' },
      { kind: 'pong', held: 3 },
      { kind: 'pong', held: 3 },
      { kind: 'backlog', due: 5 },
    ]);
    Reflect.deleteProperty(globalThis, 'fakeEngine');
  });

  it('stops when its pool is gone, and says why it cannot begin', async () => {
    write('flowgraft.config.ts', moduleWith('export default made;'));
    const said: unknown[] = [];
    const parent = fakeParent(said);
    const code = main(['worker-process'], createTestIo({ cwd, parent: parent.process }));
    await parent.until(() => said.length === 1);
    parent.leave();
    expect(await code).toBe(0);

    const io = createTestIo({ cwd, parent: fakeParent(said).process });
    expect(await main(['worker-process', '--module', 'none.ts'], io)).toBe(2);
    expect(said.at(-1)).toEqual({
      kind: 'failed',
      message: 'Module "none.ts" cannot be read: there is no such file',
      exitCode: 2,
    });
    expect(io.err()).toBe('');
  });

  it('makes no pool where no process can be started', async () => {
    const io = createTestIo({ cwd });

    expect(await main(['worker', '--pool', '1..2'], io)).toBe(4);
    expect(io.err()).toContain('--pool needs a program that can start processes');
  });
});

function fakeParent(said: unknown[]): {
  readonly process: ParentProcess;
  readonly order: (message: unknown) => void;
  readonly leave: () => void;
  readonly until: (isSo: () => boolean) => Promise<void>;
} {
  const listeners = new Set<(message: unknown) => void>();
  const leaving = new Set<() => void>();
  let watchers: (() => void)[] = [];
  return {
    process: {
      async send(message) {
        said.push(message);
        for (const look of watchers.splice(0)) look();
      },
      onMessage(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      onGone(listener) {
        leaving.add(listener);
        return () => leaving.delete(listener);
      },
    },
    order: (message) => {
      for (const listener of listeners) listener(message);
    },
    leave: () => {
      for (const listener of leaving) listener();
    },
    async until(isSo) {
      while (!isSo()) await new Promise<void>((resolve) => (watchers = [...watchers, resolve]));
    },
  };
}

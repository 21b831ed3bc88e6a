/** `flowgraft worker`: takes due runs, in this process or in a pool of several. */

import { systemClock, systemRandom } from '@flowgraft/core';

import type { Command, CommandCall } from '../command.js';
import { CommandFailure } from '../command-failure.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { shared } from '../options.js';
import { WorkerPool } from '../pool/worker-pool.js';
import { newsTeller } from '../pool/worker-news.js';
import { runWorker } from '../worker/run-worker.js';
import { workerEngine } from '../worker/worker-engine.js';
import {
  durationOf,
  poolRange,
  workerArgs,
  workerOptions,
  workerSettings,
  type PoolRange,
  type WorkerSettings,
} from '../worker/worker-settings.js';
import { workerProcessCommand } from './worker-process.js';

/** How often a pool asks its processes how they are, milliseconds. */
const lookMs = 1_000;
/** How long more processes must be needed before a pool grows. */
const growMs = 2_000;
/** How long a process may take until it takes runs. */
const startMs = 60_000;
/** What a process gets beyond `--drain` to let go of its store and end. */
const endMs = 5_000;

export const workerCommand: Command = {
  name: 'worker',
  usage: '[--module <file>] [--pool <min>..<max>] [options]',
  summary: 'Take due runs until it is stopped',
  details: [
    'The module exports a function that returns an engine, as its default export or as createEngine; or it is a\nconfiguration with a store.',
    'Ctrl-C or SIGTERM: takes no more runs, lets those that are held come to a stop, and ends with 0. A second one\nquits at once; what was held goes on with others when its lease has ended.',
    'With --pool, processes are started and stopped as the number of due runs asks for. One that dies is replaced,\nafter a time that grows with each failure; so is one that no longer answers.',
  ],
  examples: [
    ['flowgraft worker --module ./engine.ts', 'one process'],
    ['flowgraft worker --module ./engine.ts --pool 1..4', 'one to four processes'],
    [
      'flowgraft worker --queues mail,reports --concurrency 20',
      'runs of two queues, twenty at once',
    ],
  ],
  options: {
    ...workerOptions,
    pool: {
      type: 'string',
      value: '<min>..<max>',
      help: 'processes to keep; one, this one, when absent',
    },
    idle: {
      type: 'string',
      value: '<time>',
      help: 'how long fewer processes must be enough before a pool shrinks; 30s when absent',
    },
    unresponsive: {
      type: 'string',
      value: '<time>',
      help: 'how long a process of a pool may be silent before it is replaced; 30s when absent',
    },
    json: { type: 'boolean', help: 'what happens as one JSON object per line on stdout' },
    debug: shared.debug,
    help: shared.help,
  },
  run(call) {
    const settings = workerSettings(call.given);
    const range = poolRange(call.given);
    return range === undefined ? workAlone(call, settings) : workAsPool(call, settings, range);
  },
};

async function workAlone({ io, given }: CommandCall, settings: WorkerSettings): Promise<ExitCode> {
  const tell = newsTeller(io, given.flag('json'));
  let stopped: () => void = () => undefined;
  const isToStop = new Promise<void>((resolve) => (stopped = resolve));
  const end = io.onInterrupt(stopped);
  try {
    const engine = await workerEngine({ cwd: io.cwd, module: settings.module, given });
    const running = await runWorker(engine, settings, (message) =>
      tell({ event: 'worker.trouble', worker: 1, message }),
    );
    tell({ event: 'worker.ready', worker: 1, pid: process.pid });
    await isToStop;
    tell({ event: 'stopping', held: running.held });
    await running.stop();
    tell({ event: 'stopped', killed: 0 });
    return exitCode.ok;
  } finally {
    end();
  }
}

async function workAsPool(
  { io, given }: CommandCall,
  settings: WorkerSettings,
  range: PoolRange,
): Promise<ExitCode> {
  const { fork } = io;
  if (fork === undefined) {
    throw new CommandFailure(exitCode.refused, '--pool needs a program that can start processes', {
      hint: 'run the flowgraft command itself, or leave --pool out',
    });
  }
  const args = [workerProcessCommand.name, ...workerArgs(settings)];
  const pool = new WorkerPool(
    {
      ...range,
      concurrency: settings.concurrency,
      lookMs,
      growMs,
      idleMs: durationOf(given, 'idle', '30s'),
      unresponsiveMs: durationOf(given, 'unresponsive', '30s'),
      startMs,
      drainMs: settings.drainMs + endMs,
    },
    {
      fork: () => fork(args),
      clock: systemClock(),
      random: systemRandom(),
      tell: newsTeller(io, given.flag('json')),
    },
  );
  const ends = [io.onInterrupt(() => pool.stop()), io.onQuit?.(() => pool.kill())];
  try {
    const end = await pool.ended;
    if (end.kind === 'failed')
      throw new CommandFailure(end.exitCode, end.message, { hint: end.hint });
    return end.killed === 0 ? exitCode.ok : exitCode.refused;
  } finally {
    for (const stop of ends) stop?.();
  }
}

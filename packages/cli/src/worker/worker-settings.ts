/** What `flowgraft worker` was told, checked. */

import { parseDuration } from '@flowgraft/core';

import { CommandFailure } from '../command-failure.js';
import { exitCode } from '../exit-code.js';
import type { GivenOptions, OptionTable } from '../options.js';

/** Which runs are taken, as `engine.worker` and `engine.backlog` know it. */
export interface WorkerScope {
  readonly queues?: readonly string[];
  readonly regions?: readonly string[];
  readonly labels?: readonly string[];
}

/** What one worker process does. */
export interface WorkerSettings {
  readonly module: string | undefined;
  readonly concurrency: number;
  readonly scope: WorkerScope;
  /** How long runs that are held may take to come to a stop, milliseconds. */
  readonly drainMs: number;
}

export interface PoolRange {
  readonly min: number;
  readonly max: number;
}

/** Options of a worker process, also of one in a pool. */
export const workerOptions = {
  module: {
    type: 'string',
    value: '<file>',
    help: 'module that gives the engine; flowgraft.config.ts (or .js, .mjs) of this folder when absent',
  },
  concurrency: {
    type: 'string',
    value: '<n>',
    help: 'runs that a process takes at once; 10 when absent',
  },
  queues: {
    type: 'string',
    multiple: true,
    value: '<a,b>',
    help: 'take only runs of these queues; of any when absent',
  },
  regions: {
    type: 'string',
    multiple: true,
    value: '<a,b>',
    help: 'take runs of these regions, besides those that name none',
  },
  labels: {
    type: 'string',
    multiple: true,
    value: '<a,b>',
    help: 'take runs that ask for some of these labels, besides those that ask for none',
  },
  drain: {
    type: 'string',
    value: '<time>',
    help: 'how long runs may take to come to a stop; 1m when absent',
  },
} as const satisfies OptionTable;

const defaultConcurrency = 10;
const maxPool = 1_000;

/** @throws {CommandFailure} `usage` when an option is wrong. */
export function workerSettings(given: GivenOptions): WorkerSettings {
  if (given.positionals.length > 0) {
    throw new CommandFailure(
      exitCode.usage,
      `flowgraft worker takes no files, got "${given.positionals.join(' ')}"`,
      { hint: 'name the module that gives the engine with --module' },
    );
  }
  return {
    module: given.text('module'),
    concurrency: given.integer('concurrency', 1) ?? defaultConcurrency,
    scope: {
      ...named('queues', given),
      ...named('regions', given),
      ...named('labels', given),
    },
    drainMs: durationOf(given, 'drain', '1m'),
  };
}

/** The arguments that say the same to another process. */
export function workerArgs({ module, concurrency, scope, drainMs }: WorkerSettings): string[] {
  return [
    ...(module === undefined ? [] : [`--module=${module}`]),
    `--concurrency=${concurrency}`,
    ...Object.entries(scope).map(
      ([name, list]: [string, readonly string[]]) => `--${name}=${list.join(',')}`,
    ),
    `--drain=${drainMs}ms`,
  ];
}

/**
 * The milliseconds of an option that is a length of time.
 *
 * @throws {CommandFailure} `usage` when it is none, or none at all.
 */
export function durationOf(given: GivenOptions, name: string, usual: string): number {
  const text = given.text(name) ?? usual;
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new CommandFailure(
    exitCode.usage,
    `--${name}: expected a length of time such as "30s" or "5m", got "${text}"`,
  );
}

/**
 * `--pool 2..8`, or `--pool 4` for a pool that keeps its size.
 *
 * @throws {CommandFailure} `usage` when it is neither.
 */
export function poolRange(given: GivenOptions): PoolRange | undefined {
  const text = given.text('pool');
  if (text === undefined) return undefined;
  const [, first = '', last = first] = /^(\d{1,6})(?:\.\.(\d{1,6}))?$/.exec(text) ?? [];
  const [min, max] = [Number(first), Number(last)];
  if (min >= 1 && max >= min && max <= maxPool) return { min, max };
  throw new CommandFailure(
    exitCode.usage,
    `--pool: expected <min>..<max>, such as 1..4, both from 1 to ${maxPool}, got "${text}"`,
  );
}

function named(name: keyof WorkerScope, given: GivenOptions): WorkerScope {
  const lists = given.list(name);
  if (lists.length === 0) return {};
  const names = lists.flatMap((list) => list.split(',')).map((each) => each.trim());
  if (names.every((each) => each !== '')) return { [name]: [...new Set(names)] };
  throw new CommandFailure(
    exitCode.usage,
    `--${name}: expected names with commas between, got "${lists.join('", "')}"`,
  );
}

/** What a command works with: an engine on the store that was named, and the store itself. */

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import { rootedFiles } from '@flowgraft/adapters/files';
import { sqlite } from '@flowgraft/adapters/sqlite';
import {
  createEngine,
  memory,
  systemClock,
  systemRandom,
  type AnyWorkflow,
  type Backend,
  type Engine,
  type EngineOptions,
  type FileStore,
  type Logger,
  type NodeList,
  type SecretSource,
  type Store,
} from '@flowgraft/core';

import { CommandFailure } from '../command-failure.js';
import { exitCode } from '../exit-code.js';
import type { LoadedConfig } from '../load/load-config.js';
import type { GivenOptions } from '../options.js';
import { nodeTypesFor } from './node-types.js';

export interface Session {
  readonly engine: Engine;
  /** The same store again, for looks that the engine does not offer, also when it is closed. */
  readonly store: () => Promise<Store>;
  /** Another engine on the same store, for looks after `engine` was closed; its user closes it. */
  readonly reopen: () => Engine;
  readonly tenant: string;
  /** Runs outlive the process. */
  readonly isDurable: boolean;
  /** The options that lead another command to the same runs. */
  readonly sameStore: readonly string[];
  /** Closes the engine at once, unless it is closed already, and the store. */
  close(): Promise<void>;
}

export interface SessionParts {
  readonly cwd: string;
  readonly given: GivenOptions;
  readonly config: LoadedConfig;
  readonly nodes?: readonly NodeList[] | undefined;
  readonly workflows?: readonly AnyWorkflow[] | undefined;
  readonly logger?: Logger | undefined;
  /** Whether a store that does not exist yet is made. */
  readonly mayCreate: boolean;
}

/** One person at one terminal: a process that died should not keep its runs for long. */
const lease = '5s';
const poll = '250ms';

/**
 * Puts an engine together. Nothing is opened before it is used.
 *
 * @throws {CommandFailure} `usage` when a store or a folder that is named does not exist.
 */
export function openSession(parts: SessionParts): Session {
  const { given, logger } = parts;
  const tenant = given.text('tenant') ?? 'default';
  const { backend, isDurable, file } = storeOf(parts);
  const options: EngineOptions = { ...engineOptions(parts, backend), tenant, lease, poll };
  const engine = createEngine(options);
  const store = openedOnce(backend, logger);
  return {
    engine,
    store: store.open,
    reopen: () => createEngine(options),
    tenant,
    isDurable,
    sameStore: sameStore(given, file),
    async close() {
      await engine.close({ drainMs: 0 });
      await store.close();
    },
  };
}

/**
 * An engine as a configuration describes it, with the engine's own times: for workers, which stay.
 *
 * @throws {CommandFailure} `usage` when a folder that is named does not exist.
 */
export function configuredEngine(parts: SessionParts): Engine {
  return createEngine(engineOptions(parts, storeOf(parts).backend));
}

function engineOptions(parts: SessionParts, backend: Backend): EngineOptions {
  const { cwd, given, config, logger, workflows = [], nodes = [] } = parts;
  return {
    backend,
    nodes: nodeTypesFor([config.nodes ?? [], ...nodes]),
    workflows: [...new Set([...(config.workflows ?? []), ...workflows])],
    logger,
    secrets: secretsOf(config),
    files: filesOf(cwd, given, config),
  };
}

/** Opens the backend when it is first asked for. */
function openedOnce(
  backend: Backend,
  logger: Logger = { log: () => undefined },
): { readonly open: () => Promise<Store>; readonly close: () => Promise<void> } {
  let opened: Promise<Store> | undefined;
  const host = { clock: systemClock(), random: systemRandom(), logger };
  return {
    open: () => (opened ??= Promise.resolve(backend.open(host))),
    async close() {
      if (opened !== undefined) await (await opened).close();
    },
  };
}

function storeOf({ cwd, given, config, mayCreate }: SessionParts): {
  readonly backend: Backend;
  readonly isDurable: boolean;
  readonly file?: string;
} {
  const path = given.text('store');
  const { store, folder } = config;
  if (path === undefined && typeof store === 'object') return { backend: store, isDurable: true };
  const file = path === undefined ? configuredFile(store, folder) : resolve(cwd, path);
  if (file === undefined) return { backend: memory(), isDurable: false };
  if (!mayCreate && !existsSync(file)) {
    throw new CommandFailure(exitCode.usage, `There is no store "${path ?? file}"`, {
      hint: 'flowgraft run --store <file.db> makes one',
    });
  }
  return { backend: sqlite({ file }), isDurable: true, file };
}

function configuredFile(store: LoadedConfig['store'], folder: string): string | undefined {
  return typeof store === 'string' ? resolve(folder, store) : undefined;
}

/**
 * Fails unless a store was named: for commands about runs that exist.
 *
 * @throws {CommandFailure} `usage`.
 */
export function requireStore(given: GivenOptions, config: LoadedConfig, command: string): void {
  if (given.text('store') !== undefined || config.store !== undefined) return;
  throw new CommandFailure(
    exitCode.usage,
    `flowgraft ${command} needs to know where the runs are`,
    {
      hint: 'add --store <file.db>, or a "store" in flowgraft.config.ts',
    },
  );
}

function sameStore(given: GivenOptions, file: string | undefined): readonly string[] {
  const store = given.text('store') ?? (given.text('config') === undefined ? file : undefined);
  const tenant = given.text('tenant');
  const config = given.text('config');
  return [
    ...(store === undefined ? [] : ['--store', store]),
    ...(config === undefined ? [] : ['--config', config]),
    ...(tenant === undefined ? [] : ['--tenant', tenant]),
  ];
}

function filesOf(cwd: string, given: GivenOptions, config: LoadedConfig): FileStore | undefined {
  const path = given.text('files');
  if (path === undefined && typeof config.files === 'object') return config.files;
  const root =
    path === undefined
      ? config.files && resolve(config.folder, config.files as string)
      : resolve(cwd, path);
  if (root === undefined) return undefined;
  if (!existsSync(root)) {
    throw new CommandFailure(exitCode.usage, `There is no folder "${path ?? root}" for --files`);
  }
  return rootedFiles({ root });
}

function secretsOf({ secrets }: LoadedConfig): SecretSource | undefined {
  if (secrets === undefined) return undefined;
  if (typeof secrets['get'] === 'function') return secrets as SecretSource;
  const byPath = secrets as Readonly<Record<string, string | undefined>>;
  return { get: ({ path }) => (Object.hasOwn(byPath, path) ? byPath[path] : undefined) };
}

/** The configuration module: what a project gives every command. */

import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import type { AnyWorkflow, Backend, FileStore, NodeList, SecretSource } from '@flowgraft/core';

import { CommandFailure } from '../command-failure.js';
import { exitCode } from '../exit-code.js';
import type { ModuleLoader } from './load-module.js';

/** What `flowgraft.config.ts` exports, as its default export or under these names. */
export interface FlowgraftConfig {
  /** Node types besides the built-in ones. */
  readonly nodes?: NodeList | undefined;
  /** Workflows that sub-workflow nodes may name. */
  readonly workflows?: readonly AnyWorkflow[] | undefined;
  /** Secrets by path, or where they come from. */
  readonly secrets?: SecretSource | Readonly<Record<string, string | undefined>> | undefined;
  /** The folder that workflows may read and write, or a file store. Relative to the configuration. */
  readonly files?: string | FileStore | undefined;
  /** The SQLite file, or a backend. Relative to the configuration. */
  readonly store?: string | Backend | undefined;
}

/** A configuration with its folder, from which its paths count. */
export interface LoadedConfig extends FlowgraftConfig {
  readonly folder: string;
  /** The path as it was given, when one was: commands that are printed name it. */
  readonly given: string | undefined;
}

export const standardNames: readonly string[] = [
  'flowgraft.config.ts',
  'flowgraft.config.js',
  'flowgraft.config.mjs',
];
const knownKeys = ['nodes', 'workflows', 'secrets', 'files', 'store'];

/**
 * Loads the configuration that was named, or the one of this folder, if there is one.
 *
 * @throws {CommandFailure} `usage` when it cannot be loaded or holds something else.
 */
export async function loadConfig(
  cwd: string,
  given: string | undefined,
  modules: ModuleLoader,
): Promise<LoadedConfig> {
  const path = given ?? standardNames.find((name) => existsSync(resolve(cwd, name)));
  if (path === undefined) return { folder: cwd, given };
  const exports = await modules.load('Configuration', path);
  const config = (exports['default'] ?? exports) as Readonly<Record<string, unknown>>;
  check(config, path);
  return { ...config, folder: dirname(resolve(cwd, path)), given };
}

function check(config: Readonly<Record<string, unknown>>, path: string): void {
  const refuse = (text: string): never => {
    throw new CommandFailure(exitCode.usage, `Configuration "${path}": ${text}`);
  };
  if (typeof config !== 'object') refuse('expected an object as its default export');
  const unknown = Object.keys(config).filter(
    (key) => !knownKeys.includes(key) && key !== 'default',
  );
  if (unknown.length > 0) {
    refuse(`"${unknown.join('", "')}" is not a setting; there are ${knownKeys.join(', ')}`);
  }
  const { nodes, workflows, secrets, files, store } = config;
  if (nodes !== undefined && !Array.isArray(nodes)) refuse('"nodes" must be a list of node types');
  if (workflows !== undefined && !Array.isArray(workflows)) refuse('"workflows" must be a list');
  for (const [name, value] of Object.entries({ secrets, files, store })) {
    const isText = typeof value === 'string' && name !== 'secrets';
    const isObject = typeof value === 'object' && value !== null;
    if (value !== undefined && !isText && !isObject) refuse(`"${name}" is a ${typeof value}`);
  }
}

/** The engine of a worker: what the user's module gives, or one made from a configuration. */

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

import type { Engine } from '@flowgraft/core';

import { CommandFailure } from '../command-failure.js';
import { exitCode } from '../exit-code.js';
import { loadConfig, standardNames } from '../load/load-config.js';
import { createModuleLoader, type ModuleExports, type ModuleLoader } from '../load/load-module.js';
import type { GivenOptions } from '../options.js';
import { configuredEngine } from '../session/open-session.js';

/** Names under which a module may give its engine, in this order. */
const exportNames = ['default', 'createEngine', 'engine'];

export interface EngineSource {
  readonly cwd: string;
  readonly module: string | undefined;
  readonly given: GivenOptions;
}

/**
 * Loads the module and gets the engine from it: an export that is an engine, or a function that returns one, as its
 * default export, `createEngine` or `engine`; or a configuration with a store.
 *
 * @throws {CommandFailure} `usage` when there is no module, or it gives no engine; and what its function throws.
 */
export async function workerEngine({ cwd, module, given }: EngineSource): Promise<Engine> {
  const modules = createModuleLoader(cwd);
  const path = module ?? standardNames.find((name) => existsSync(resolve(cwd, name)));
  if (path === undefined) {
    throw new CommandFailure(exitCode.usage, 'flowgraft worker needs to know its engine', {
      hint: 'add --module <file>, whose default export is a function that returns an engine',
    });
  }
  const exports = await modules.load('Module', path);
  return (await givenEngine(exports, path)) ?? fromConfig({ cwd, path, given, modules, exports });
}

async function givenEngine(exports: ModuleExports, path: string): Promise<Engine | undefined> {
  for (const name of exportNames) {
    const value = exports[name];
    if (isEngine(value)) return value;
    if (typeof value !== 'function') continue;
    const made: unknown = await (value as () => unknown)();
    if (isEngine(made)) return made;
    throw new CommandFailure(
      exitCode.usage,
      `Module "${path}": its export "${name}" is a function that returns ${describe(made)}, not an engine`,
    );
  }
  return undefined;
}

interface ConfigSource {
  readonly cwd: string;
  readonly path: string;
  readonly given: GivenOptions;
  readonly modules: ModuleLoader;
  readonly exports: ModuleExports;
}

async function fromConfig({ cwd, path, given, modules, exports }: ConfigSource): Promise<Engine> {
  const offered = exports['default'] ?? exports;
  if (
    typeof offered !== 'object' ||
    (offered as { readonly store?: unknown }).store === undefined
  ) {
    throw new CommandFailure(exitCode.usage, `Module "${path}" gives no engine`, {
      hint: 'export a function that returns one as default, or a configuration with a "store"',
    });
  }
  const config = await loadConfig(cwd, path, modules);
  return configuredEngine({ cwd, given, config, mayCreate: true });
}

function isEngine(value: unknown): value is Engine {
  const { worker, close, capabilities } = (value ?? {}) as Partial<Engine>;
  return [worker, close, capabilities].every((each) => typeof each === 'function');
}

function describe(value: unknown): string {
  return value === null || value === undefined ? String(value) : `a value of type ${typeof value}`;
}

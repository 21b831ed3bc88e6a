/** Modules of the user's: TypeScript or JavaScript, loaded as they are. */

import { statSync } from 'node:fs';
import { isAbsolute, resolve, sep } from 'node:path';

import { createJiti, type Jiti } from 'jiti';

import { CommandFailure } from '../command-failure.js';
import { exitCode } from '../exit-code.js';
import { shownPath, unreadable } from './file-problem.js';
import { ownModules } from './own-modules.js';

export type ModuleExports = Readonly<Record<string, unknown>>;

export interface ModuleLoader {
  /**
   * The exports of a module.
   *
   * @param what - What the module is to the user, for messages.
   * @throws {CommandFailure} `usage` when there is no such file or it cannot be loaded.
   */
  load(what: string, path: string): Promise<ModuleExports>;
  /** Forgets what was loaded from the user's own files, so that `load` reads them again. */
  forget(): void;
  /** The user's own files that were loaded: what a watcher looks at. */
  files(): readonly string[];
}

/** Loads modules by paths relative to `cwd`. */
export function createModuleLoader(cwd: string): ModuleLoader {
  let jiti: Jiti | undefined;
  const loader = async (): Promise<Jiti> =>
    (jiti ??= createJiti(resolve(cwd, 'flowgraft.js'), {
      virtualModules: await ownModules(cwd),
      nativeModules: ['zod'],
    }));
  const asked = new Set<string>();
  const own = (): string[] =>
    Object.keys(jiti?.cache ?? {}).filter((file) => isAbsolute(file) && !isInstalled(file));
  return {
    async load(what, path) {
      const file = resolve(cwd, path);
      try {
        if (statSync(file).isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
      } catch (thrown) {
        throw unreadable(what, path, thrown);
      }
      asked.add(file);
      try {
        return await (await loader()).import<ModuleExports>(file);
      } catch (thrown) {
        throw failedToLoad(`${what} "${shownPath(cwd, file)}"`, thrown);
      }
    },
    forget() {
      for (const file of own()) delete jiti?.cache[file];
      asked.clear();
    },
    files: () => [...new Set([...asked, ...own()])],
  };
}

function isInstalled(file: string): boolean {
  return file.includes(`${sep}node_modules${sep}`);
}

function failedToLoad(name: string, thrown: unknown): CommandFailure {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const missing = /Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1];
  const hint =
    missing === undefined || /^[./]/.test(missing)
      ? undefined
      : `install "${missing}" where the file is: npm install ${missing}`;
  return new CommandFailure(exitCode.usage, `${name} cannot be loaded: ${message}`, {
    hint,
    cause: thrown,
  });
}

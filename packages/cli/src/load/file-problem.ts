/** What is wrong with a file, in words. */

import { relative } from 'node:path';

import { CommandFailure } from '../command-failure.js';
import { exitCode } from '../exit-code.js';

/** `path` as people would type it in `cwd`. */
export function shownPath(cwd: string, path: string): string {
  const short = relative(cwd, path);
  return short === '' || short.startsWith('..') ? path : short;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
  ENOTDIR: 'a part of its path is not a folder',
};

/** The failure to tell when `path` could not be read. */
export function unreadable(what: string, path: string, thrown: unknown): CommandFailure {
  const code = thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const reason = reasons[code ?? ''] ?? message;
  return new CommandFailure(exitCode.usage, `${what} "${path}" cannot be read: ${reason}`, {
    cause: thrown,
  });
}

/** `flowgraft run --watch`: runs again when a file has changed. */

import { statSync, watch, type FSWatcher } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';

import { CommandFailure } from '../command-failure.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { createStyle } from '../view/style.js';
import { startRun, type RunRequest } from './start-run.js';

/** Editors write a file in several steps. */
const quietMs = 120;
/** File systems stamp with a clock that lags behind ours by a few milliseconds. */
const clockGrainMs = 20;

/** Ends when the user interrupts it; a change during a run starts the next one after it. */
export async function watchRuns(request: RunRequest): Promise<ExitCode> {
  const { io, modules, path } = request;
  const style = createStyle(io.stderr, io.env);
  for (;;) {
    modules.forget();
    const startedAt = Date.now();
    const code = await runOnce(request);
    if (code === exitCode.interrupted) return code;
    const files = [...new Set([...modules.files(), resolve(io.cwd, path)])];
    io.stderr.write(
      style.dim(
        `watching ${files.length === 1 ? 'the file' : `${files.length} files`} for changes\n`,
      ),
    );
    const changed = nextChange(files, startedAt, (listener) => io.onInterrupt(listener));
    if ((await changed) === 'interrupted') return exitCode.interrupted;
  }
}

/** A file that does not compile is no reason to stop watching it. */
async function runOnce(request: RunRequest): Promise<ExitCode> {
  const { io } = request;
  try {
    return await startRun(request);
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    const style = createStyle(io.stderr, io.env);
    const hint = thrown instanceof CommandFailure ? thrown.hint : undefined;
    io.stderr.write(
      `${style.red('error')} ${thrown.message}\n${hint === undefined ? '' : `${hint}\n`}`,
    );
    return exitCode.usage;
  }
}

function nextChange(
  files: readonly string[],
  since: number,
  onInterrupt: RunRequest['io']['onInterrupt'],
): Promise<'changed' | 'interrupted'> {
  return new Promise((resolved) => {
    const stops: (() => void)[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const finish = (how: 'changed' | 'interrupted'): void => {
      clearTimeout(timer);
      for (const stop of stops) stop();
      resolved(how);
    };
    const changed = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => finish('changed'), quietMs);
    };
    stops.push(onInterrupt(() => finish('interrupted')));
    for (const watcher of watchersOf(files, changed)) stops.push(() => watcher.close());
    if (files.some((file) => changedAt(file) > since - clockGrainMs)) changed();
  });
}

/** 0 for a file that is gone for the moment. */
function changedAt(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Folders are watched, not files: many editors put a new file in the old one's place. */
function watchersOf(files: readonly string[], changed: () => void): readonly FSWatcher[] {
  const byFolder = new Map<string, Set<string>>();
  for (const file of files) {
    const names = byFolder.get(dirname(file)) ?? new Set<string>();
    byFolder.set(dirname(file), names.add(basename(file)));
  }
  return [...byFolder].map(([folder, names]) =>
    watch(folder, (_event, name) => {
      if (name === null || names.has(name)) changed();
    }),
  );
}

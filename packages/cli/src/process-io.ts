/** The real process as commands see it. */

import type { CommandIo, TextOutput } from './command-io.js';
import { forkProgram } from './fork-program.js';
import { parentOf } from './parent-process.js';

export interface ProcessIo extends CommandIo {
  /** Tells the listeners; false when nobody listens, so that the process should end. */
  interrupt(): boolean;
  /** Tells those who have to end with the process. */
  quit(): void;
}

/** @param program - The path of the module that runs commands; other processes of it are started with that. */
export function createProcessIo(program: string): ProcessIo {
  const interrupted = createListeners();
  const quitting = createListeners();
  return {
    cwd: process.cwd(),
    env: process.env,
    stdin: process.stdin,
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    onInterrupt: interrupted.add,
    interrupt: interrupted.call,
    onQuit: quitting.add,
    quit: () => void quitting.call(),
    fork: (args) => forkProgram(program, args),
    parent: parentOf(process),
  };
}

interface Listeners {
  readonly add: (listener: () => void) => () => void;
  /** @returns false when there were none. */
  readonly call: () => boolean;
}

function createListeners(): Listeners {
  const listeners = new Set<() => void>();
  return {
    add(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    call() {
      for (const listener of listeners) listener();
      return listeners.size > 0;
    },
  };
}

function outputOf(stream: NodeJS.WriteStream): TextOutput {
  return {
    write: (text) => void stream.write(text),
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns ?? 80;
    },
    get rows() {
      return stream.rows ?? 24;
    },
  };
}

/** The real process as commands see it. */

import type { CommandIo, TextOutput } from './command-io.js';

export interface ProcessIo extends CommandIo {
  /** Tells the listeners; false when nobody listens, so that the process should end. */
  interrupt(): boolean;
}

export function createProcessIo(): ProcessIo {
  const listeners = new Set<() => void>();
  return {
    cwd: process.cwd(),
    env: process.env,
    stdin: process.stdin,
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    onInterrupt(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    interrupt() {
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

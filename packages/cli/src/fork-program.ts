/** Another process of this program, with a channel for messages. */

import { fork } from 'node:child_process';

import type { ForkedProcess, ProcessEnd } from './command-io.js';

/**
 * What it prints goes to stderr: stdout is for what the command that started it says. The options of Node that this
 * process runs under are its own, too.
 */
export function forkProgram(program: string, args: readonly string[]): ForkedProcess {
  const child = fork(program, [...args], { stdio: ['ignore', 2, 2, 'ipc'] });
  let end: ProcessEnd | undefined;
  const listeners: ((end: ProcessEnd) => void)[] = [];
  const ended = (how: ProcessEnd): void => {
    if (end !== undefined) return;
    end = how;
    for (const listener of listeners) listener(how);
  };
  child.on('exit', (code, signal) => ended({ code, signal }));
  // It could not be started; what else is reported here does not end it.
  child.on('error', () => {
    if (child.pid === undefined) ended({ code: null, signal: null });
  });
  return {
    pid: child.pid,
    send(message) {
      // Whoever is gone needs no message: its end is told of.
      if (child.connected) child.send(message as object, () => undefined);
    },
    kill: () => void child.kill('SIGKILL'),
    onMessage: (listener) => void child.on('message', listener),
    onEnd(listener) {
      if (end === undefined) listeners.push(listener);
      else listener(end);
    },
  };
}

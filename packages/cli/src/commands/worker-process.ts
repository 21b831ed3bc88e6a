/** `flowgraft worker-process`: one process of a pool; started by `flowgraft worker --pool`, not by people. */

import type { Command, CommandCall } from '../command.js';
import { CommandFailure } from '../command-failure.js';
import type { ParentProcess } from '../command-io.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { shared } from '../options.js';
import { poolOrderOf, type PoolOrder, type PoolWord } from '../pool/pool-messages.js';
import { runWorker, type RunningWorker } from '../worker/run-worker.js';
import { workerEngine } from '../worker/worker-engine.js';
import { workerOptions, workerSettings } from '../worker/worker-settings.js';

export const workerProcessCommand: Command = {
  name: 'worker-process',
  usage: '[options]',
  summary: 'One process of a worker pool, which flowgraft worker --pool starts',
  options: { ...workerOptions, help: shared.help },
  async run(call) {
    const { parent } = call.io;
    if (parent === undefined) {
      throw new CommandFailure(exitCode.usage, 'worker-process belongs to a pool', {
        hint: 'flowgraft worker --pool <min>..<max> starts one',
      });
    }
    const say = (word: PoolWord): Promise<void> => parent.send(word);
    try {
      await serve(call, parent, say);
      return exitCode.ok;
    } catch (thrown) {
      const failure = failureOf(thrown);
      await say(failure);
      return failure.exitCode;
    }
  },
};

async function serve(
  { io, given }: CommandCall,
  parent: ParentProcess,
  say: (word: PoolWord) => Promise<void>,
): Promise<void> {
  let running: RunningWorker | undefined;
  let stopped: () => void = () => undefined;
  // From the first moment on: what is asked while the module loads must not be lost.
  const isToStop = new Promise<void>((resolve) => (stopped = resolve));
  const ends = [
    parent.onMessage((message) => {
      const order = poolOrderOf(message);
      if (order?.kind === 'drain') stopped();
      if (order?.kind === 'ping') void answer(order, running, say);
    }),
    // A pool that is gone asks for nothing any more: nobody would ever stop this process.
    parent.onGone(stopped),
    io.onInterrupt(stopped),
  ];
  try {
    const settings = workerSettings(given);
    const engine = await workerEngine({ cwd: io.cwd, module: settings.module, given });
    running = await runWorker(
      engine,
      settings,
      (message) => void say({ kind: 'trouble', message }),
    );
    await say({ kind: 'ready' });
    await isToStop;
    await running.stop();
  } finally {
    for (const end of ends) end();
  }
}

/** At once: a store that is slow to count is no reason to be taken for dead. */
async function answer(
  { backlogUpTo }: Extract<PoolOrder, { readonly kind: 'ping' }>,
  running: RunningWorker | undefined,
  say: (word: PoolWord) => Promise<void>,
): Promise<void> {
  await say({ kind: 'pong', held: running?.held ?? 0 });
  if (backlogUpTo === undefined || running === undefined) return;
  await say({ kind: 'backlog', due: await running.backlog(backlogUpTo) });
}

function failureOf(thrown: unknown): Extract<PoolWord, { readonly kind: 'failed' }> {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (!(thrown instanceof CommandFailure)) {
    return { kind: 'failed', message, exitCode: exitCode.refused };
  }
  const code: ExitCode = thrown.exitCode;
  return { kind: 'failed', message, exitCode: code, hint: thrown.hint };
}

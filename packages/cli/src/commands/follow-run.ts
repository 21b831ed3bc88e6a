/** Drives a run under the user's eyes, tells how it ended, and gives the exit code. */

import type { ExitCode } from '../exit-code.js';
import { driveRun } from '../session/drive-run.js';
import { createJsonView } from '../view/json-view.js';
import { createLiveView } from '../view/live-view.js';
import { createPlainView } from '../view/plain-view.js';
import { RunBoard } from '../view/run-board.js';
import { listen, type RunSink } from '../view/run-sink.js';
import { createStyle } from '../view/style.js';
import type { Following } from './following.js';
import { tellEnd } from './tell-end.js';

export async function followRun(following: Following): Promise<ExitCode> {
  const { io, given, session, document, record, log } = following;
  const { runId } = record;
  const board = new RunBoard(document);
  if (record.seq > 0) board.restore(await session.engine.journal(runId));
  const sink = createSink(following, board);
  log.sink = sink;
  const stopListening = listen(session.engine, sink);
  try {
    const end = await driveRun(session, record, {
      wait: given.flag('wait'),
      onInterrupt: (listener) => io.onInterrupt(listener),
      onDraining: () =>
        sink.log('stopping: what is under way comes to its end first (Ctrl-C again quits at once)'),
      onHeld: () =>
        sink.log(
          'the run is still held by another process: waiting for it, or for its lease to end',
        ),
      onTrouble: (error, during) => sink.log(`warn: ${during}: ${error.message}; trying again`),
    });
    board.settle(end.progress);
    sink.end();
    return tellEnd(end, following);
  } catch (thrown) {
    sink.end();
    throw thrown;
  } finally {
    stopListening();
  }
}

function createSink({ io, given, session, record }: Following, board: RunBoard): RunSink {
  const { runId } = record;
  const now = (): number => Date.now();
  if (given.flag('json')) return createJsonView(io.stdout);
  const output = io.stderr;
  if (!output.isTTY || io.env['TERM'] === 'dumb')
    return createPlainView({ output, board, runId, now });
  const style = createStyle(output, io.env);
  const footer = session.isDurable ? 'Ctrl-C stops, the run can be resumed' : '';
  return createLiveView({ output, style, board, runId, now, footer });
}

/** The view for programs: one JSON object per line. */

import type { TextOutput } from '../command-io.js';
import { jsonText } from './json-text.js';
import type { RunSink } from './run-sink.js';

/** Writes every event as `{ "event": "step.completed", … }`; log lines as `{ "event": "log", … }`. */
export function createJsonView(output: TextOutput): RunSink {
  return {
    note: ({ name, event }) => output.write(`${jsonText({ event: name, ...event })}\n`),
    log: (line) => output.write(`${jsonText({ event: 'log', message: line })}\n`),
    end: () => undefined,
  };
}

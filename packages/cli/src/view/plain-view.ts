/** The view for pipes and logs: a line for each step that ends, loops in a few lines each. */

import type { TextOutput } from '../command-io.js';
import { formatCount, formatDuration, plural } from './format.js';
import { rowDetail } from './row-text.js';
import type { BoardRow, RunBoard } from './run-board.js';
import type { RunNote, RunSink } from './run-sink.js';
import { printable } from './text-width.js';

export interface PlainViewOptions {
  readonly output: TextOutput;
  readonly board: RunBoard;
  readonly runId: string;
  readonly now: () => number;
}

/** A loop is mentioned this often. */
const loopLineMs = 2_000;
/** Failed and repeated steps of a loop that get a line of their own. */
const maxTroubleLines = 20;

export function createPlainView(options: PlainViewOptions): RunSink {
  const { output, board, runId, now } = options;
  const startedAt = now();
  const told = new Map<BoardRow, { at: number; trouble: number; isOver: boolean }>();
  const write = (word: string, text: string): void => {
    const offset = ((now() - startedAt) / 1_000).toFixed(2).padStart(8);
    output.write(`${offset}s  ${word.padEnd(9)}  ${text}\n`);
  };
  const toldOf = (row: BoardRow) => {
    const known = told.get(row) ?? { at: now(), trouble: 0, isOver: false };
    told.set(row, known);
    return known;
  };
  const tellEndedLoops = (): void => {
    for (const row of board.rows) {
      if (row.passes === undefined || row.status === 'pending' || row.status === 'running')
        continue;
      const known = toldOf(row);
      if (known.isOver || row.status === 'waiting') continue;
      known.isOver = true;
      write(row.status, `${row.plan.label}  ${rowDetail(row, now())}`);
    }
  };
  const tellOfLoop = (row: BoardRow, note: StepNote): void => {
    const known = toldOf(row);
    const { name, event } = note;
    if (name === 'step.failed' || name === 'step.retrying') {
      known.trouble += 1;
      if (known.trouble <= maxTroubleLines)
        write(wordOf(name), `${event.step}  ${troubleOf(note)}`);
      else if (known.trouble === maxTroubleLines + 1)
        write('…', `${row.plan.label}: more of them are not listed`);
    }
    if (now() - known.at < loopLineMs) return;
    known.at = now();
    write('running', `${row.plan.label}  ${rowDetail(row, now())}`);
  };
  return {
    note(note) {
      if (note.event.runId === runId) board.note(note);
      if (!isStepNote(note)) return;
      const row = note.event.runId === runId ? board.rowOf(note.event.step) : undefined;
      tellEndedLoops();
      if (row?.passes !== undefined) tellOfLoop(row, note);
      else if (note.name !== 'step.started') write(wordOf(note.name), stepText(note, row, now()));
    },
    log: (line) => write('log', printable(line)),
    end() {
      tellEndedLoops();
      const figures = [
        plural(board.completed, 'step'),
        ...(board.retries > 0 ? [plural(board.retries, 'retry', 'retries')] : []),
        ...(board.failures > 0 ? [`${formatCount(board.failures)} failed`] : []),
      ];
      write('end', `${figures.join(', ')} in ${formatDuration(now() - startedAt)}`);
    },
  };
}

type StepNote = Extract<
  RunNote,
  {
    readonly name: `step.${'started' | 'completed' | 'failed' | 'retrying' | 'waiting' | 'cancelled' | 'unknown'}`;
  }
>;

function isStepNote(note: RunNote): note is StepNote {
  return note.name.startsWith('step.') && note.name !== 'step.progress';
}

function wordOf(name: StepNote['name']): string {
  return name === 'step.completed' ? 'ok' : name.slice('step.'.length);
}

function stepText(note: StepNote, row: BoardRow | undefined, now: number): string {
  const label = row === undefined ? note.event.step : note.event.step;
  if (note.name === 'step.failed' || note.name === 'step.retrying')
    return `${label}  ${troubleOf(note)}`;
  if (note.name === 'step.completed') {
    const { durationMs, port } = note.event;
    const took = port === 'out' ? '' : `  took "${port}"`;
    return `${label}  ${formatDuration(durationMs)}${took}`;
  }
  return row === undefined ? label : `${label}  ${rowDetail(row, now)}`;
}

function troubleOf({ event, name }: StepNote): string {
  if (name !== 'step.failed' && name !== 'step.retrying') return '';
  const { attempt, error } = event;
  return `attempt ${attempt}: ${printable(error.message)} (${error.category})`;
}

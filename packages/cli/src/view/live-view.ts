/** The view for terminals: a block of lines that is redrawn in place. */

import type { TextOutput } from '../command-io.js';
import { formatCount, formatDuration, plural } from './format.js';
import { rowDetail } from './row-text.js';
import type { BoardRow, RunBoard } from './run-board.js';
import type { RunSink } from './run-sink.js';
import type { Style } from './style.js';
import { clip, fit, printable, textWidth } from './text-width.js';

export interface LiveViewOptions {
  readonly output: TextOutput;
  readonly style: Style;
  readonly board: RunBoard;
  /** The run that the board shows; events of runs that it has started only count. */
  readonly runId: string;
  readonly now: () => number;
  /** What stands in the last line besides the figures. */
  readonly footer: string;
}

/** At most ten times a second. */
const redrawMs = 100;
const spinner = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const hideCursor = '\u001B[?25l';
const showCursor = '\u001B[?25h';
/** Terminals that know it show what stands between these at once; others pass over it. */
const beginFrame = '\u001B[?2026h';
const endFrame = '\u001B[?2026l';

/** Draws until `end`, which leaves the last state on the screen. */
export function createLiveView(options: LiveViewOptions): RunSink {
  const { output, board, runId, now } = options;
  const startedAt = now();
  let drawn = 0;
  let frame = 0;
  let isDirty = true;
  let isOver = false;
  const draw = (logLine?: string): void => {
    const lines = blockLines(options, { startedAt, frame, isOver });
    const back = drawn === 0 ? '\r' : `\r\u001B[${drawn}A`;
    const above = logLine === undefined ? '' : `${clip(logLine, output.columns * 4)}\u001B[K\n`;
    const body = lines.map((line) => `${line}\u001B[K\n`).join('');
    output.write(`${beginFrame}${back}${above}${body}\u001B[J${endFrame}`);
    drawn = lines.length;
    isDirty = false;
  };
  output.write(hideCursor);
  draw();
  const timer = setInterval(() => {
    frame += 1;
    if (isDirty || board.active > 0) draw();
  }, redrawMs);
  return {
    note(note) {
      if (note.event.runId === runId) board.note(note);
      isDirty = true;
    },
    log: (line) => draw(printable(line)),
    end() {
      clearInterval(timer);
      isOver = true;
      draw();
      output.write(showCursor);
    },
  };
}

interface Frame {
  readonly startedAt: number;
  readonly frame: number;
  readonly isOver: boolean;
}

function blockLines(options: LiveViewOptions, { startedAt, frame, isOver }: Frame): string[] {
  const { output, style, board, now, footer } = options;
  // One column is left free: a full last column makes some terminals wrap.
  const width = Math.max(20, output.columns) - 1;
  const room = Math.max(3, output.rows - 3);
  const labelWidth = Math.min(
    Math.floor(width / 3),
    Math.max(...board.rows.map(({ plan }) => textWidth(plan.label) + plan.depth * 2)),
  );
  const lines = visibleRows(board.rows, room).map((row) =>
    typeof row === 'string'
      ? style.dim(clip(`  ${row}`, width))
      : rowLine(row, { width, labelWidth, now: now(), style, frame: isOver ? undefined : frame }),
  );
  const figures = [
    formatDuration(now() - startedAt),
    plural(board.completed, 'step'),
    ...(board.active > 0 ? [`${formatCount(board.active)} running`] : []),
    ...(board.retries > 0 ? [plural(board.retries, 'retry', 'retries')] : []),
    ...(footer === '' || isOver ? [] : [footer]),
  ];
  return [...lines, style.dim(clip(figures.join(' · '), width))];
}

interface LineOptions {
  readonly width: number;
  readonly labelWidth: number;
  readonly now: number;
  readonly style: Style;
  /** `undefined`: nothing moves any more. */
  readonly frame: number | undefined;
}

function rowLine(row: BoardRow, { width, labelWidth, now, style, frame }: LineOptions): string {
  const symbol = symbolOf(row, style, frame);
  const indent = '  '.repeat(row.plan.depth);
  const label = fit(`${indent}${printable(row.plan.label)}`, labelWidth);
  const used = 2 + labelWidth + 2;
  const bar =
    row.passes === undefined || row.status !== 'running' ? '' : barText(row, width - used);
  const barWidth = textWidth(bar) === 0 ? 0 : textWidth(bar) + 1;
  const detail = clip(rowDetail(row, now), width - used - barWidth);
  const isQuiet = row.status === 'pending' || row.status === 'skipped';
  const shownLabel = isQuiet ? style.dim(label) : label;
  const shownBar = bar === '' ? '' : `${style.cyan(bar)} `;
  return `${symbol} ${shownLabel}  ${shownBar}${row.status === 'failed' ? style.red(detail) : style.dim(detail)}`;
}

function symbolOf({ status }: BoardRow, style: Style, frame: number | undefined): string {
  switch (status) {
    case 'pending':
      return style.dim('○');
    case 'running':
      return frame === undefined
        ? style.yellow('■')
        : style.cyan(spinner[frame % spinner.length] ?? '•');
    case 'waiting':
      return style.yellow('◷');
    case 'completed':
      return style.green('✓');
    case 'skipped':
      return style.dim('–');
    case 'failed':
      return style.red('✗');
    case 'cancelled':
      return style.yellow('■');
  }
}

const maxBar = 24;
const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar for loops whose size is known, where there is room for one. */
function barText({ passes, total }: BoardRow, room: number): string {
  const width = Math.min(maxBar, Math.floor(room / 3));
  if (passes === undefined || total === undefined || total === 0 || width < 6) return '';
  const filled = Math.floor(Math.min(1, passes.done / total) * width * 8);
  const whole = Math.floor(filled / 8);
  const part = eighths[filled % 8] ?? '';
  return `${'█'.repeat(whole)}${part}`.padEnd(width, '░');
}

/** As many rows as there is room for: what is done is folded first, then what has not begun. */
function visibleRows(rows: readonly BoardRow[], room: number): readonly (BoardRow | string)[] {
  if (rows.length <= room) return rows;
  const firstOpen = rows.findIndex(({ status }) => status !== 'completed' && status !== 'skipped');
  const from = Math.max(
    0,
    Math.min(firstOpen < 0 ? rows.length : firstOpen - 1, rows.length - room + 1),
  );
  const hasTop = from > 0;
  const to = Math.min(rows.length, from + room - (hasTop ? 1 : 0));
  const shown = to < rows.length ? rows.slice(from, to - 1) : rows.slice(from, to);
  const left = rows.length - from - shown.length;
  return [
    ...(hasTop ? [`${plural(from, 'step')} before`] : []),
    ...shown,
    ...(left > 0 ? [`${plural(left, 'step')} after`] : []),
  ];
}

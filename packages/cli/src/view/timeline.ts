/** A run's steps on a line of time. */

import type { RunEvent } from '@flowgraft/core';

import { formatDuration } from './format.js';
import { rowDetail } from './row-text.js';
import type { BoardRow, RunBoard } from './run-board.js';
import type { Style } from './style.js';
import { clip, fit, printable, textWidth } from './text-width.js';

export interface TimelineOptions {
  readonly width: number;
  readonly style: Style;
  /** Epoch milliseconds of the line's ends. */
  readonly from: number;
  readonly to: number;
}

interface Span {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly isBad: boolean;
  readonly detail: string;
}

/** One line per node; loops are folded. */
export function boardTimeline({ rows }: RunBoard, options: TimelineOptions): string[] {
  return lines(
    rows.flatMap((row) => spanOf(row, options.to)),
    options,
  );
}

/** One line per attempt that ended, loops included, in the order of their beginnings. */
export function journalTimeline(journal: readonly RunEvent[], options: TimelineOptions): string[] {
  const spans = journal.flatMap((fact): readonly Span[] => {
    if (!('startedAt' in fact)) return [];
    const { type, step, attempt, startedAt, at } = fact;
    const isBad = type === 'step.failed' || type === 'step.retrying';
    const parts = [
      formatDuration(at - startedAt),
      attempt > 1 ? `attempt ${attempt}` : '',
      type === 'step.waiting' ? 'begins to wait' : '',
      type === 'step.completed' && fact.port !== 'out' ? `took "${fact.port}"` : '',
      isBad ? printable(fact.error.message) : '',
    ];
    return [{ label: step, from: startedAt, to: at, isBad, detail: joined(parts) }];
  });
  return lines(
    spans.sort((a, b) => a.from - b.from),
    options,
  );
}

function spanOf(row: BoardRow, end: number): readonly Span[] {
  const { plan, status, startedAt, endedAt, attempts } = row;
  if (startedAt === undefined) return [];
  const isOpen = status === 'running' || status === 'waiting';
  return [
    {
      label: `${'  '.repeat(plan.depth)}${printable(plan.label)}`,
      from: startedAt,
      to: isOpen ? end : (endedAt ?? end),
      isBad: status === 'failed',
      detail: joined([
        rowDetail(row, end),
        attempts > 1 && row.retries === 0 ? `attempt ${attempts}` : '',
      ]),
    },
  ];
}

function lines(spans: readonly Span[], { width, style, from, to }: TimelineOptions): string[] {
  if (spans.length === 0) return [];
  const labelWidth = Math.min(
    Math.floor(width / 3),
    Math.max(...spans.map(({ label }) => textWidth(label))),
  );
  const offsets = spans.map((span) => `+${formatDuration(Math.max(0, span.from - from))}`);
  const offsetWidth = Math.max(...offsets.map((text) => text.length));
  const barWidth = Math.max(
    10,
    Math.min(40, Math.floor((width - labelWidth - offsetWidth) / 2) - 4),
  );
  const scale = barWidth / Math.max(1, to - from);
  return spans.map((span, at) => {
    const offset = (offsets[at] ?? '').padStart(offsetWidth);
    const bar = barOf(span, { from, scale, barWidth });
    const left = `  ${style.dim(offset)}  ${fit(span.label, labelWidth)}  ${span.isBad ? style.red(bar) : style.cyan(bar)}`;
    const room = width - offsetWidth - labelWidth - barWidth - 9;
    const detail = clip(span.detail, room);
    return `${left}  ${span.isBad ? style.red(detail) : detail}`.trimEnd();
  });
}

function barOf(
  span: Span,
  {
    from,
    scale,
    barWidth,
  }: { readonly from: number; readonly scale: number; readonly barWidth: number },
): string {
  const start = Math.min(barWidth - 1, Math.max(0, Math.floor((span.from - from) * scale)));
  const length = Math.max(1, Math.min(barWidth - start, Math.round((span.to - span.from) * scale)));
  return `${' '.repeat(start)}${'█'.repeat(length)}`.padEnd(barWidth);
}

function joined(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ');
}

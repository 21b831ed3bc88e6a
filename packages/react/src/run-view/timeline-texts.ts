/** The rows of a timeline in words. */

import type { Texts } from '../language/text.js';
import type { TimelineRow } from '../run/timeline-model.js';
import type { RunNames } from './run-names.js';

export function rowName(row: TimelineRow, names: RunNames, texts: Texts): string {
  switch (row.kind) {
    case 'step':
      return names.step(row.record.name);
    case 'attempt':
      return texts('run.attemptNumber', { number: row.span.attempt });
    case 'scope':
      return names.scope(row.name);
    case 'group':
      return texts('run.passes', { first: row.first + 1, last: row.last + 1 });
  }
}

/** How the row stands: more exact than its status where something is waited for. */
export function rowStatus(row: TimelineRow, texts: Texts): string {
  if (row.kind !== 'step' && row.kind !== 'attempt') return texts(`run.status.${row.status}`);
  const { record } = row;
  if (row.kind === 'attempt' && row.span.outcome === 'unknown') return texts('run.status.unknown');
  if (row.kind === 'step' && record.isUnknown) return texts('run.status.unknown');
  if (row.kind === 'step' && record.status === 'waiting') return waitText(row, texts);
  if (row.kind === 'step' && record.status === 'completed' && record.error !== null) {
    return texts('run.status.handled');
  }
  return texts(`run.status.${row.status}`);
}

function waitText(
  { record }: Extract<TimelineRow, { readonly kind: 'step' }>,
  texts: Texts,
): string {
  if (record.spans.at(-1)?.kind === 'backoff') return texts('run.status.retrying');
  if (record.childId !== null) return texts('run.status.child');
  if (record.wait?.signal !== null && record.wait !== null) return texts('run.status.answer');
  return texts('run.status.waiting');
}

export function rowDuration(row: TimelineRow, texts: Texts): string {
  return row.time === null ? '' : texts.duration(row.time.to - row.time.from);
}

/** `+1.2 s` from the start of the run, or the time of day. */
export function rowStart(row: TimelineRow, texts: Texts, origin: number | null): string {
  if (row.time === null) return '';
  return origin === null
    ? texts.time(row.time.from, { timeStyle: 'medium' })
    : `+${texts.duration(Math.max(0, row.time.from - origin))}`;
}

/** A row of the board as text: without colour or width, which the views add. */

import { approvalSignal } from '@flowgraft/core';

import { formatCount, formatDuration, formatTime, plural } from './format.js';
import { printable } from './text-width.js';
import type { BoardRow } from './run-board.js';

/** What is said of a row besides its name. */
export function rowDetail(row: BoardRow, now: number): string {
  const parts = [...progressParts(row, now), ...troubleParts(row)];
  return parts.filter((part) => part !== '').join(' · ');
}

function progressParts(row: BoardRow, now: number): readonly string[] {
  const { status, startedAt, passes } = row;
  const elapsed = formatDuration(now - (startedAt ?? now));
  switch (status) {
    case 'pending':
      return [];
    case 'skipped':
      return ['skipped'];
    case 'running':
      return passes === undefined
        ? [elapsed, printable(row.message ?? '')]
        : [passText(row), elapsed];
    case 'waiting':
      return [passes === undefined ? waitText(row, now) : passText(row)];
    case 'completed':
      return doneParts(row, now);
    case 'failed':
    case 'cancelled':
      return passes === undefined ? [status] : [status, passText(row)];
  }
}

function doneParts(
  { startedAt, endedAt, passes, port, total, plan }: BoardRow,
  now: number,
): readonly string[] {
  const took = formatDuration(startedAt === undefined ? 0 : (endedAt ?? now) - startedAt);
  if (passes === undefined) return [took, port === undefined ? '' : `took "${port}"`];
  const [one, many] = plan.type === 'flow.forEach' ? ['item', 'items'] : ['pass', 'passes'];
  return [`${plural(total ?? passes.done, one, many)} in ${took}`];
}

function troubleParts(row: BoardRow): readonly string[] {
  const { retries, failures, status, error, passes } = row;
  const isLoop = passes !== undefined;
  return [
    retries === 0 ? '' : plural(retries, 'retry', 'retries'),
    isLoop && failures > 0 ? `${formatCount(failures)} failed` : '',
    status === 'failed' && error !== undefined ? printable(error.message) : '',
  ];
}

function passText({ passes, total }: BoardRow): string {
  const done = formatCount(passes?.done ?? 0);
  const active = passes?.active ?? 0;
  const count = total === undefined ? done : `${done}/${formatCount(total)}`;
  return active > 0 ? `${count} · ${formatCount(active)} at a time` : count;
}

function waitText({ wait, error, plan }: BoardRow, now: number): string {
  if (wait === undefined) return 'waits';
  const { signal, wakeAt, about } = wait;
  if (about?.kind === 'unknown')
    return 'a crash left open whether it was done: it waits for a decision';
  if (signal === undefined && error !== undefined && wakeAt !== undefined) {
    return `tries again in ${formatDuration(Math.max(0, wakeAt - now))}: ${printable(error.message)}`;
  }
  if (signal === undefined)
    return wakeAt === undefined ? 'waits' : `waits until ${formatTime(wakeAt)}`;
  const isApproval = signal === approvalSignal(plan.id);
  const title = about?.title === undefined ? '' : `: ${printable(about.title)}`;
  return isApproval ? `waits for an approval${title}` : `waits for signal "${printable(signal)}"`;
}

/** What a run waits for, with the command that gives it. */

import type { RunWait } from '../session/outside-waits.js';
import { formatTime, shellWord } from '../view/format.js';
import { printable } from '../view/text-width.js';

/** @param sameStore - The options that lead to the store; empty when nobody can send anything. */
export function waitLines(
  waits: readonly RunWait[],
  sameStore: readonly string[],
): readonly string[] {
  return waits.flatMap((wait) => [
    `  step "${wait.step}" waits ${waitText(wait)}`,
    ...(wait.signal === undefined || sameStore.length === 0
      ? []
      : [`    ${signalLine(wait, wait.signal, sameStore)}`]),
  ]);
}

/** `for an approval: Ship it? (finance), until 2026-11-23 09:00:00 UTC`. */
export function waitText({ signal, wakeAt, about }: RunWait): string {
  const until = wakeAt === undefined ? '' : `, until ${formatTime(wakeAt)} UTC`;
  if (about?.kind === 'unknown') return 'for a decision: a crash left open whether it did its work';
  if (about?.kind === 'approval') {
    const title = about.title === undefined ? '' : `: ${printable(about.title)}`;
    const asked =
      about.assignees === undefined ? '' : ` (${about.assignees.map(printable).join(', ')})`;
    return `for an approval${title}${asked}${until}`;
  }
  if (signal !== undefined) return `for signal "${printable(signal)}"${until}`;
  return about?.kind === 'retry' ? `for its next attempt${until}` : `for a time${until}`;
}

function signalLine(
  { runId, about }: RunWait,
  signal: string,
  sameStore: readonly string[],
): string {
  const payload = JSON.stringify(samplePayload(about?.form));
  return [
    ...['flowgraft', 'signal', runId, signal, payload].map(shellWord),
    ...sameStore.map(shellWord),
  ].join(' ');
}

/** A payload of the right shape to start from: `true` for yes-or-no fields, empty text for others. */
function samplePayload(form: unknown): unknown {
  const properties = (form as { readonly properties?: unknown } | undefined)?.properties;
  if (typeof properties !== 'object' || properties === null) return {};
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, sampleOf(schema)]),
  );
}

function sampleOf(schema: unknown): unknown {
  const { type, enum: options } = (schema ?? {}) as {
    readonly type?: unknown;
    readonly enum?: unknown;
  };
  if (Array.isArray(options)) return options[0];
  if (type === 'boolean') return true;
  if (type === 'number' || type === 'integer') return 0;
  if (type === 'array') return [];
  return type === 'object' ? {} : '';
}

/** Facts of a journal as they are sent. */

import type { RunError, RunEvent } from '@flowgraft/core';

import { briefError } from '../http/problem.js';
import { shownValue } from './shown-value.js';

/** The fields of facts that carry a run's data. */
const dataFields = ['input', 'output', 'outputs', 'payload', 'resolution', 'outcome'] as const;

/**
 * The fact with its data cut where it is large; without any data when the caller may not see it.
 *
 * Of an error its category, message and code are always told, the rest of it is data.
 */
export function shownFact(fact: RunEvent, maySeeData: boolean): RunEvent {
  const shown: Record<string, unknown> = { ...fact };
  for (const field of dataFields) {
    if (!(field in shown)) continue;
    if (maySeeData) shown[field] = shownValue(shown[field]);
    else shown[field] = withoutData(field, shown[field]);
  }
  if ('error' in fact) shown['error'] = shownError(fact.error, maySeeData);
  return shown as unknown as RunEvent;
}

/** An error; only what it is, when the caller may not see data. */
export function shownError(error: RunError, maySeeData: boolean): RunError {
  if (!maySeeData) return briefError(error);
  // Whole as a rule; it stays an error when its details or its causes are large.
  const shown: Record<string, unknown> = { ...briefError(error), ...error };
  for (const field of ['details', 'cause', 'message', 'stack']) {
    if (field in shown) shown[field] = shownValue(shown[field]);
  }
  if (typeof shown['message'] !== 'string') shown['message'] = error.message.slice(0, 1_000);
  return shown as unknown as RunError;
}

/** What was decided, or how a child ended, is no data; what it was decided with is. */
function withoutData(field: (typeof dataFields)[number], value: unknown): unknown {
  if (field !== 'resolution' && field !== 'outcome') return undefined;
  const { output: _output, error, ...rest } = value as Readonly<Record<string, unknown>>;
  return error === undefined ? rest : { ...rest, error: briefError(error as RunError) };
}

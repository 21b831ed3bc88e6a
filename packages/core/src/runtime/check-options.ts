/** Refuses options that no store could keep, before anything is done with them. */

import { durationMs } from '../model/duration.js';
import type { CloseOptions, StartOptions } from './engine-options.js';

/** @throws {TypeError} naming the option and showing the value. */
export function checkStartOptions<Tx>(options: StartOptions<Tx>): StartOptions<Tx> {
  const { idempotencyKey, priority, runId, tenant, queue, region, draft } = options;
  for (const [name, value] of Object.entries({ idempotencyKey, runId, tenant, queue, region })) {
    if (value !== undefined) checkText(name, value);
  }
  if (priority !== undefined && !Number.isInteger(priority)) {
    throw new TypeError(`priority: expected a whole number, got ${JSON.stringify(priority)}`);
  }
  if (draft !== undefined && typeof draft !== 'boolean') {
    throw new TypeError(`draft: expected true or false, got ${JSON.stringify(draft)}`);
  }
  const { tags, labels, limitKeys } = options;
  for (const [name, value] of Object.entries({ tags, labels, limitKeys })) checkTexts(name, value);
  return options;
}

/** @throws {TypeError} for anything but a list of texts, or nothing. */
export function checkTexts(name: string, list: unknown): void {
  if (list === undefined) return;
  if (!Array.isArray(list)) {
    throw new TypeError(`${name}: expected a list of texts, got ${JSON.stringify(list)}`);
  }
  for (const text of list) checkText(name, text);
}

/** @throws {TypeError} for anything but a whole number >= 0, or `null`. */
export function checkMaximum(name: string, value: unknown): void {
  if (value === null || (Number.isInteger(value) && (value as number) >= 0)) return;
  throw new TypeError(
    `${name}: expected a whole number >= 0 or null, got ${JSON.stringify(value)}`,
  );
}

/** @throws {TypeError} for anything but text of 1 to 255 characters without U+0000. */
export function checkText(name: string, value: unknown): void {
  const isText = typeof value === 'string' && value !== '' && value.length <= 255;
  if (isText && !value.includes('\0')) return;
  const found = JSON.stringify(value);
  throw new TypeError(`${name}: expected text of 1 to 255 characters without U+0000, got ${found}`);
}

/** @throws {TypeError} for anything but a whole number >= 0: a place in a journal. */
export function checkSeq(name: string, value: unknown): void {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return;
  throw new TypeError(`${name}: expected a whole number >= 0, got ${JSON.stringify(value)}`);
}

const defaultDrainMs = 10_000;

/** Milliseconds that runs may take to come to a stop. @throws {TypeError} when `drain` is no duration. */
export function drainMsOf({ drainMs, drain }: CloseOptions): number {
  return drainMs ?? (drain === undefined ? defaultDrainMs : durationMs(drain, 'drain'));
}

/** Refuses options that no store could keep, before anything is done with them. */

import { durationMs } from '../model/duration.js';
import type { CloseOptions, StartOptions } from './engine-options.js';

/** @throws {TypeError} naming the option and showing the value. */
export function checkStartOptions(options: StartOptions): StartOptions {
  const { idempotencyKey, priority, tags, runId, tenant } = options;
  for (const [name, value] of Object.entries({ idempotencyKey, runId, tenant })) {
    if (value !== undefined) checkText(name, value);
  }
  if (priority !== undefined && !Number.isInteger(priority)) {
    throw new TypeError(`priority: expected a whole number, got ${JSON.stringify(priority)}`);
  }
  if (tags !== undefined && !Array.isArray(tags)) {
    throw new TypeError(`tags: expected a list of texts, got ${JSON.stringify(tags)}`);
  }
  for (const tag of tags ?? []) checkText('tags', tag);
  return options;
}

/** @throws {TypeError} for anything but text of 1 to 255 characters without U+0000. */
export function checkText(name: string, value: unknown): void {
  const isText = typeof value === 'string' && value !== '' && value.length <= 255;
  if (isText && !value.includes('\0')) return;
  const found = JSON.stringify(value);
  throw new TypeError(`${name}: expected text of 1 to 255 characters without U+0000, got ${found}`);
}

const defaultDrainMs = 10_000;

/** Milliseconds that runs may take to come to a stop. @throws {TypeError} when `drain` is no duration. */
export function drainMsOf({ drainMs, drain }: CloseOptions): number {
  return drainMs ?? (drain === undefined ? defaultDrainMs : durationMs(drain, 'drain'));
}

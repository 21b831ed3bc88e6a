/** Limits on how many runs are held, and queue, at once. */

import type { RunLimit, RunLimitState } from '@flowgraft/core';
import { compareBytes } from './compare-bytes.js';
import type { Connection } from './connection.js';
import { limitArgs, limitStateOf } from './limit-state.js';
import { counted } from './run-args.js';
import { scripts } from './scripts/all-scripts.js';

export async function setLimits(
  connection: Connection,
  limits: readonly RunLimit[],
): Promise<void> {
  const args = [String(limits.length), ...limits.flatMap(limitArgs)];
  await connection.run(scripts.setLimits, 'set limits', args);
}

export async function listLimits(
  connection: Connection,
  keys: readonly string[] | undefined,
): Promise<RunLimitState[]> {
  const args = [keys === undefined ? '0' : '1', ...counted(keys ?? [])];
  const { rest } = await connection.run(scripts.listLimits, 'list limits', args);
  return (rest[0] as readonly (readonly unknown[])[])
    .map(limitStateOf)
    .sort((a, b) => compareBytes(a.key, b.key));
}

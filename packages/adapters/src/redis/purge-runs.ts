/** Removing ended runs, in calls that are short for Redis. */

import { type PurgeRequest, storeArguments } from '@flowgraft/core';
import type { Connection } from './connection.js';
import { counted, plainText, timeText } from './run-args.js';
import { scripts } from './scripts/all-scripts.js';

const runsPerCall = 100;

export async function purgeRuns(
  connection: Connection,
  { tenant, status, finishedBefore, limit }: PurgeRequest,
): Promise<number> {
  storeArguments.checkLimit('purge', limit);
  const own = tenant === undefined ? '' : `:${plainText(tenant, 'a tenant')}`;
  const sources = counted([...new Set(status)].map((one) => `en:${one}${own}`));
  const before = timeText(finishedBefore, 'finishedBefore');
  let removed = 0;
  while (removed < limit) {
    const most = Math.min(limit - removed, runsPerCall);
    const args = [...sources, before, String(most)];
    const { rest } = await connection.run(scripts.purge, 'purge runs', args);
    removed += Number(rest[0]);
    if (Number(rest[0]) < most) break;
  }
  return removed;
}

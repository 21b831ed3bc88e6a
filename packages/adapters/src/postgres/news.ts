/** What is notified of runs: who caused it, whether they have ended, then tenants and ids. */

import type { Hint } from '@flowgraft/core';
import { wellFormed } from './values.js';

/** PostgreSQL takes less than 8,000 bytes, and a UTF-16 unit becomes three of them at most. */
const mostUnits = 2_600;

/** The text of a notification of that run; `null` when it would be too long. */
export function newsOf(origin: string, { tenant, runId, hasEnded }: Hint): string | null {
  const news = JSON.stringify([origin, hasEnded ? 1 : 0, wellFormed(tenant), wellFormed(runId)]);
  return news.length > mostUnits ? null : news;
}

/** The texts of notifications of all these runs; `null` when one of them would be too long. */
export function newsOfMany(
  origin: string,
  hasEnded: boolean,
  runs: readonly { readonly tenant: string; readonly runId: string }[],
): readonly string[] | null {
  const begin = `${JSON.stringify([origin, hasEnded ? 1 : 0]).slice(0, -1)}`;
  const news: string[] = [];
  let text = begin;
  for (const { tenant, runId } of runs) {
    const pair = `,${JSON.stringify(wellFormed(tenant))},${JSON.stringify(wellFormed(runId))}`;
    if (begin.length + pair.length > mostUnits) return null;
    if (text.length + pair.length > mostUnits) {
      news.push(`${text}]`);
      text = begin;
    }
    text += pair;
  }
  if (text !== begin) news.push(`${text}]`);
  return news;
}

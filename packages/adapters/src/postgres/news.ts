/** What is notified of one run; of many, the database's function `tell` does it. */

import type { Hint } from '@flowgraft/core';
import { wellFormed } from './values.js';

/** PostgreSQL takes less than 8,000 bytes, and a UTF-16 unit becomes three of them at most. */
const mostUnits = 2_600;

/** The text of a notification of that run; `null` when it would be too long. */
export function newsOf(origin: string, { tenant, runId, hasEnded }: Hint): string | null {
  const news = JSON.stringify([origin, hasEnded ? 1 : 0, wellFormed(tenant), wellFormed(runId)]);
  return news.length > mostUnits ? null : news;
}

/** What steps of parked runs wait for. */

import type { Wait } from '@flowgraft/core';
import * as z from 'zod';

import { cursor, pageLimit, pageOf, shaped, storedName } from './common.js';

export const waitQuery = z.object({
  assignee: storedName.optional(),
  kind: storedName.optional(),
  cursor,
  limit: pageLimit(200, 50),
});

interface RunWaitSummary extends Wait {
  readonly runId: string;
  readonly workflowId: string;
}

const runWait = shaped<RunWaitSummary>(
  z.looseObject({ runId: z.string(), workflowId: z.string(), step: z.string() }),
  'RunWait',
  'What a step of a run waits for, and which run that is.',
);

export const waitPage = pageOf(runWait, 'WaitPage');

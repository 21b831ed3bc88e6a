/** Runs: what starts them, what is known of them, and what is done to them. */

import type { RunEvent, RunStatus, StepProgress, StepResolution, Wait } from '@flowgraft/core';
import * as z from 'zod';

import {
  cursor,
  jsonValue,
  pageLimit,
  pageOf,
  runError,
  shaped,
  storedName,
  time,
} from './common.js';

const statuses = ['queued', 'running', 'waiting', 'completed', 'failed', 'cancelled'] as const;
const runStatus: z.ZodType<RunStatus> = z.enum(statuses).meta({ id: 'RunStatus' });

const wait = shaped<Wait>(
  z.looseObject({
    step: z.string(),
    wakeAt: time.optional(),
    signal: z.string().optional(),
    about: z.looseObject({ kind: z.string() }).optional(),
  }),
  'Wait',
  'What a step waits for.',
);

const stepProgress = shaped<StepProgress>(
  z.looseObject({ step: z.string(), nodeId: z.string(), status: z.string() }),
  'StepProgress',
  'Where a step stands.',
);

const summary = {
  id: z.string(),
  workflowId: z.string(),
  workflowHash: z.string(),
  status: runStatus,
  createdAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  wakeAt: time.nullable().meta({ description: 'When a waiting run goes on by itself.' }),
  priority: z.int(),
  tags: z.array(z.string()),
  parent: z.object({ runId: z.string(), step: z.string() }).nullable(),
  error: runError.nullable(),
  waits: z.array(wait),
};

const progress = z
  .object({ fraction: z.number(), resolved: z.int(), total: z.int() })
  .meta({ id: 'RunProgressFigures' });

export const runSummary = z.object(summary).meta({ id: 'RunSummary' });
export const runPage = pageOf(runSummary, 'RunPage');
export const runDetail = z
  .object({
    ...summary,
    input: z.unknown().meta({ description: 'Cut when large; left out without the right to it.' }),
    output: z.unknown(),
    progress,
    steps: z.array(stepProgress),
  })
  .meta({ id: 'RunDetail' });

export const startRequest = z
  .strictObject({
    workflowId: storedName,
    version: z
      .union([z.literal('draft'), z.int().min(1)])
      .optional()
      .meta({ description: '`draft`: as it is now; a number: that version; else the published.' }),
    input: jsonValue.optional(),
    idempotencyKey: storedName
      .optional()
      .meta({ description: 'A second start with the same key gives the first run.' }),
  })
  .meta({ id: 'StartRequest' });

export const cancelRequest = z
  .strictObject({ reason: z.string().max(2_000).optional() })
  .meta({ id: 'CancelRequest' });

export const signalRequest = z
  .strictObject({
    name: storedName,
    payload: jsonValue.optional(),
    id: storedName
      .optional()
      .meta({ description: 'A second signal of the same id is not taken again.' }),
  })
  .meta({ id: 'SignalRequest' });

export const resumeRequest = z.strictObject({}).meta({ id: 'ResumeRequest' });

const resolution: z.ZodType<StepResolution> = z.discriminatedUnion('action', [
  z.strictObject({
    action: z.literal('complete'),
    output: z.unknown(),
    port: storedName.optional(),
  }),
  z.strictObject({ action: z.literal('fail'), message: z.string().max(10_000) }),
  z.strictObject({ action: z.literal('retry') }),
]);

export const resolveStepRequest = z
  .strictObject({ step: z.string().min(1).max(10_000), resolution })
  .meta({ id: 'ResolveStepRequest' });

const runFilter = {
  workflowId: storedName.optional(),
  status: z.array(runStatus).max(statuses.length).optional(),
  tag: storedName.optional(),
};

export const runQuery = z.object({ ...runFilter, cursor, limit: pageLimit(200, 50) });

const seq = z.coerce.number().int().min(0) as unknown as z.ZodType<number>;

export const journalQuery = z.object({
  fromSeq: seq.optional().meta({ description: 'The first fact that is wanted; 0 when absent.' }),
  limit: pageLimit(1_000, 200),
});

const fact = shaped<RunEvent>(
  z.looseObject({ type: z.string(), at: time, step: z.string().optional() }),
  'Fact',
  'One fact of a journal; large values in it are cut.',
);

const numberedFact = z.object({ seq: z.int(), fact }).meta({ id: 'NumberedFact' });

export const journalPage = z
  .object({
    facts: z.array(numberedFact),
    nextSeq: z
      .int()
      .nullable()
      .meta({ description: 'Where the next page begins; `null`: this is the last for now.' }),
  })
  .meta({ id: 'JournalPage' });

const valuePlaces = ['input', 'output', 'fact', 'stepInput'] as const;

export const valueQuery = z.object({
  of: z.enum(valuePlaces),
  seq: seq.optional().meta({ description: 'The fact, for `fact` and `stepInput`.' }),
  field: storedName.optional().meta({ description: 'The field of the fact, for `fact`.' }),
  path: z.string().max(10_000).optional().meta({ description: 'Keys and indexes, a JSON array.' }),
  offset: seq.optional(),
  limit: pageLimit(1_000, 100),
});

export const valuePage = z
  .object({
    kind: z.enum(['object', 'array', 'text', 'scalar']),
    length: z.int(),
    offset: z.int(),
    part: z.unknown(),
  })
  .meta({ id: 'ValuePage' });

export const followQuery = z.object({
  fromSeq: seq.optional().meta({ description: 'Facts before this are known; 0 when absent.' }),
});

const liveFact = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('step.started'),
    step: z.string(),
    attempt: z.int(),
    at: time,
  }),
  z.object({
    type: z.literal('step.progress'),
    step: z.string(),
    attempt: z.int(),
    at: time,
    fraction: z.number(),
    message: z.string().optional() as unknown as z.ZodType<string | undefined>,
  }),
]);

export const runUpdate = z
  .object({
    run: runSummary,
    facts: z.array(numberedFact),
    steps: z.array(stepProgress),
    progress,
    live: z.array(liveFact),
  })
  .meta({ id: 'RunUpdate' });

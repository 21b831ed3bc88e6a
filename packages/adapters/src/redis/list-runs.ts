/** Pages of runs, newest first. */

import {
  type RunFilter,
  type RunPage,
  type RunRecord,
  type RunStatus,
  storeArguments,
} from '@flowgraft/core';
import type { Connection } from './connection.js';
import { counted, plainText } from './run-args.js';
import { fieldsOf, recordOf } from './run-row.js';
import { scripts } from './scripts/all-scripts.js';

/** Most runs that one script looks at, and gives. */
const lookedAtPerCall = 500;
const foundPerCall = 100;

const everyStatus: readonly RunStatus[] = [
  'queued',
  'running',
  'waiting',
  'completed',
  'failed',
  'cancelled',
];

/** A cursor is the ordinal of the last run of its page: runs created later never move it. */
export async function listRuns(connection: Connection, filter: RunFilter): Promise<RunPage> {
  const limit = storeArguments.pageLimit('listRuns', filter.limit);
  const found: FoundRun[] = [];
  let before = boundOf(filter.cursor);
  while (found.length <= limit) {
    const page = await find(connection, filter, before, limit + 1 - found.length);
    found.push(...page.runs);
    if (page.next === null) break;
    before = page.next;
  }
  const runs = found.slice(0, limit);
  const cursor = found.length > limit ? (runs.at(-1)?.ordinal ?? null) : null;
  return { runs: runs.map(({ record }) => record), cursor };
}

interface FoundRun {
  readonly record: RunRecord;
  readonly ordinal: string;
}

interface Found {
  readonly runs: readonly FoundRun[];
  /** Where to look on. */
  readonly next: string | null;
}

async function find(
  connection: Connection,
  filter: RunFilter,
  before: string,
  wanted: number,
): Promise<Found> {
  const { status, workflowId, tag } = filter;
  const { rest } = await connection.run(scripts.listRuns, 'list runs', [
    ...counted(sourcesOf(filter)),
    before,
    String(lookedAtPerCall),
    String(Math.min(wanted, foundPerCall)),
    status === undefined ? '1' : '0',
    ...counted(status ?? []),
    ...optional(workflowId),
    ...optional(tag),
  ]);
  const [found, last, hasMore] = rest;
  const runs = (found as readonly (readonly unknown[])[]).map(([name, row, values]) => {
    const fields = fieldsOf(row);
    const record = recordOf(String(name), fields, fieldsOf(values));
    return { record, ordinal: fields.get('o') ?? '' };
  });
  return { runs, next: Number(hasMore) === 1 ? `(${String(last)}` : null };
}

function optional(text: string | undefined): readonly string[] {
  return text === undefined ? ['0'] : ['1', text];
}

/** The shortest lists that together hold all that matches. */
function sourcesOf({ tenant, status, workflowId, tag }: RunFilter): string[] {
  if (tenant === undefined) return [...new Set(status ?? everyStatus)].map((one) => `st:${one}`);
  const own = plainText(tenant, 'a tenant');
  if (tag !== undefined) return [`tg:${own}\0${tag}`];
  if (workflowId !== undefined) return [`wf:${own}\0${workflowId}`];
  return [...new Set(status ?? everyStatus)].map((one) => `st:${one}:${own}`);
}

function boundOf(cursor: string | undefined): string {
  if (cursor === undefined) return '+inf';
  if (/^\d{1,15}$/.test(cursor)) return `(${cursor}`;
  throw storeArguments.unknownCursor('listRuns', cursor);
}

/** Pages of what steps wait for, those of the newest runs first. */

import {
  decodeValue,
  type RunWait,
  type Wait,
  type WaitFilter,
  type WaitPage,
  storeArguments,
} from '@flowgraft/core';
import type { Connection } from './connection.js';
import { counted, plainText } from './run-args.js';
import { scripts } from './scripts/all-scripts.js';
import { assigneeIndex, kindIndex } from './wait-indexes.js';

const runsPerCall = 200;

/** A wait with its place in the list: the ordinal of its run, and its number among the run's waits. */
interface PlacedWait {
  readonly ordinal: number;
  readonly number: number;
  readonly wait: RunWait;
}

/** A cursor is the place of the last wait of its page. */
export async function listWaits(connection: Connection, filter: WaitFilter): Promise<WaitPage> {
  const limit = storeArguments.pageLimit('listWaits', filter.limit);
  const after = placeOf(filter.cursor);
  const found: PlacedWait[] = [];
  let before = after === null ? '+inf' : String(after.ordinal);
  while (found.length <= limit) {
    const page = await find(connection, filter, before);
    found.push(...page.waits.filter((placed) => after === null || isAfter(placed, after)));
    if (page.next === null) break;
    before = page.next;
  }
  const waits = found.slice(0, limit);
  const last = waits.at(-1);
  const hasMore = found.length > limit && last !== undefined;
  return {
    waits: waits.map(({ wait }) => wait),
    cursor: hasMore ? `${last.ordinal}.${last.number}` : null,
  };
}

async function find(
  connection: Connection,
  filter: WaitFilter,
  before: string,
): Promise<{ readonly waits: readonly PlacedWait[]; readonly next: string | null }> {
  const args = [...counted([sourceOf(filter)]), before, String(runsPerCall)];
  const { rest } = await connection.run(scripts.listWaits, 'list waits', args);
  const runs = rest[0] as readonly (readonly string[])[];
  const last = runs.at(-1)?.[0];
  return {
    waits: runs.flatMap((run) => waitsOf(run, filter)),
    next: Number(rest[1]) === 1 && last !== undefined ? `(${last}` : null,
  };
}

function waitsOf(
  [ordinal, name = '', workflowId = '', encoded = '']: readonly string[],
  filter: WaitFilter,
): PlacedWait[] {
  if (encoded === '') return [];
  const [tenant = '', runId = ''] = name.split('\0');
  if (filter.tenant !== undefined && filter.tenant !== tenant) return [];
  return (decodeValue(encoded) as readonly Wait[])
    .map((wait, number) => ({
      ordinal: Number(ordinal),
      number,
      wait: { ...wait, tenant, runId, workflowId },
    }))
    .filter(({ wait }) => matches(wait, filter));
}

function matches({ about }: Wait, { assignee, kind }: WaitFilter): boolean {
  return (
    (assignee === undefined || about?.assignees?.includes(assignee) === true) &&
    (kind === undefined || about?.kind === kind)
  );
}

/** The shortest list that holds all that matches. */
function sourceOf({ tenant, assignee, kind }: WaitFilter): string {
  if (tenant === undefined) return 'st:waiting';
  const own = plainText(tenant, 'a tenant');
  if (assignee !== undefined) return `ws:${own}\0${assigneeIndex(assignee)}`;
  if (kind !== undefined) return `ws:${own}\0${kindIndex(kind)}`;
  return `st:waiting:${own}`;
}

type Place = Pick<PlacedWait, 'ordinal' | 'number'>;

function isAfter(placed: Place, { ordinal, number }: Place): boolean {
  return placed.ordinal < ordinal || (placed.ordinal === ordinal && placed.number > number);
}

function placeOf(cursor: string | undefined): Place | null {
  if (cursor === undefined) return null;
  const match = /^(\d{1,15})\.(\d{1,6})$/.exec(cursor);
  if (match === null) throw storeArguments.unknownCursor('listWaits', cursor);
  return { ordinal: Number(match[1]), number: Number(match[2]) };
}

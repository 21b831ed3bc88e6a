/** Which runs are ready, for whom, and whose turn it is. Every question is answered by steps into an index. */

import type { ClaimRequest, WorkerScope } from '@flowgraft/core';
import type { Connection } from './connection.js';
import { LimitBook } from './limit-book.js';
import { blockLines, free, isServed } from './lines.js';

/** Runs that become ready in one go: more of them come due at once only after a standstill. */
const atOnce = 10_000;

const readyLines = 'flowgraft_lines WHERE head_run IS NOT NULL AND blocked_by = ?';

const scopesSql = `
  WITH RECURSIVE found(scope) AS (
    SELECT (SELECT scope FROM ${readyLines} ORDER BY scope LIMIT 1)
    UNION ALL
    SELECT (SELECT scope FROM ${readyLines} AND scope > found.scope ORDER BY scope LIMIT 1)
    FROM found WHERE found.scope IS NOT NULL
  ) SELECT scope FROM found WHERE scope IS NOT NULL`;

/** The first tenant, at any of the places, that fulfils the condition. */
function firstTenant(condition: string): string {
  return `
    SELECT min(tenant) FROM (
      SELECT (
        SELECT tenant FROM flowgraft_lines
        WHERE head_run IS NOT NULL AND blocked_by = places.value ->> 0 AND scope = places.value ->> 1
          AND ${condition} AND hash NOT IN (SELECT value FROM json_each(?))
        ORDER BY tenant LIMIT 1
      ) AS tenant FROM json_each(?) places)`;
}

const tenantsSql = `
  WITH RECURSIVE found(tenant) AS (
    SELECT (${firstTenant('tenant >= ?')})
    UNION ALL
    SELECT (${firstTenant('tenant > found.tenant')}) FROM found
    WHERE found.tenant IS NOT NULL AND (? IS NULL OR found.tenant < ?)
  ) SELECT tenant FROM found WHERE tenant IS NOT NULL AND (? IS NULL OR tenant <= ?) LIMIT ?`;

const linesSql = `
  SELECT id, limit_keys, blocked_by, head_priority, head_due, head_run FROM ${readyLines}
    AND scope = ? AND tenant = ? AND hash NOT IN (SELECT value FROM json_each(?))
  ORDER BY head_priority DESC, head_due, head_run LIMIT ?`;

const openLimitsSql = `
  SELECT id, max_held - held AS room FROM flowgraft_limits
  WHERE is_waited_for = 1 AND (max_held IS NULL OR held < max_held)`;

const blockedSql = `SELECT id FROM ${readyLines} LIMIT ?`;

/** A line with ready runs, as a claim meets it. */
export interface LineRow {
  readonly id: number;
  readonly limit_keys: string;
  readonly blocked_by: number;
  readonly head_priority: number;
  readonly head_due: number;
  readonly head_run: number;
}

/** Lines that no limit holds back (`free`), or one that has room again, and that are of one scope. */
type Place = readonly [blockedBy: number, scope: string];

/** Lines that a worker may take from. */
export interface Search {
  readonly connection: Connection;
  /** What was found out about limits; it may leave less room, never more, while the search lasts. */
  readonly book: LimitBook;
  readonly places: readonly Place[];
  /** Hashes of workflows to leave out, as JSON. */
  readonly without: string;
}

export function searchFor(
  connection: Connection,
  book: LimitBook,
  request: WorkerScope & Pick<ClaimRequest, 'without'>,
): Search {
  const statement = connection.prepare(scopesSql);
  const places = [free, ...openLimits(connection).map(({ id }) => id)].flatMap((blockedBy) =>
    (statement.all(blockedBy, blockedBy) as { readonly scope: string }[])
      .filter(({ scope }) => isServed(scope, request))
      .map(({ scope }): Place => [blockedBy, scope]),
  );
  return { connection, book, places, without: JSON.stringify(request.without ?? []) };
}

/** True when there is something to take, or to put aside, for a worker that claims. */
export function hasReady(
  connection: Connection,
  request: WorkerScope & Pick<ClaimRequest, 'without'>,
): boolean {
  const search = searchFor(connection, new LimitBook(connection), request);
  return tenantsFrom(search, '', null, 1).length > 0;
}

interface OpenLimit {
  readonly id: number;
  /** `null`: without end. */
  readonly room: number | null;
}

/** Limits with room that lines wait for. */
function openLimits(connection: Connection): OpenLimit[] {
  return connection.prepare(openLimitsSql).all() as OpenLimit[];
}

/** Few lines that wait for room are brought back all together, which is cheaper than to look there too. */
const few = 8;

/** Called when limits may have room: brings lines back, unless far more of them wait than there is room for. */
export function bringBack(connection: Connection, book: LimitBook): void {
  for (const { id, room } of openLimits(connection)) {
    const most = Math.max(few, room ?? Number.MAX_SAFE_INTEGER - 1);
    const rows = connection.prepare(blockedSql).all(id, most + 1) as { readonly id: number }[];
    if (rows.length > most) continue;
    blockLines(
      connection,
      rows.map((row) => row.id),
      free,
    );
    book.noteNoneWaiting(id);
  }
}

function openPlaces({ places, book }: Search): readonly Place[] {
  return places.filter(([blockedBy]) => blockedBy === free || !book.isFull(blockedBy));
}

/** Tenants with such lines, each once: those after `last` first, then from the beginning. */
export function* tenantsInTurn(
  search: Search,
  last: string | null,
  atATime: number,
): Generator<string, void> {
  if (last !== null) yield* tenantsUpTo(search, after(last), null, atATime);
  yield* tenantsUpTo(search, '', last, atATime);
}

function* tenantsUpTo(
  search: Search,
  from: string,
  end: string | null,
  atATime: number,
): Generator<string, void> {
  for (let start = from; ;) {
    const tenants = tenantsFrom(search, start, end, atATime);
    yield* tenants;
    const last = tenants.at(-1);
    if (last === undefined || tenants.length < atATime) return;
    start = after(last);
  }
}

/** The least text that comes after this one: no text has U+0000 in it. */
function after(text: string): string {
  return `${text}\u0001`;
}

function tenantsFrom(search: Search, start: string, end: string | null, limit: number): string[] {
  const places = openPlaces(search);
  if (places.length === 0) return [];
  const { connection, without } = search;
  const served = JSON.stringify(places);
  const rows = connection
    .prepare(tenantsSql)
    .all(start, without, served, without, served, end, end, end, end, limit);
  return (rows as { readonly tenant: string }[]).map(({ tenant }) => tenant);
}

/** The tenant's lines whose heads go first, at most `limit`, in order; `isAll` when there are no more. */
export function linesOf(
  search: Search,
  tenant: string,
  limit: number,
): { readonly lines: LineRow[]; readonly isAll: boolean } {
  const { connection, without } = search;
  const places = openPlaces(search);
  const statement = connection.prepare(linesSql);
  const lines = places.flatMap(
    ([blockedBy, scope]) => statement.all(blockedBy, scope, tenant, without, limit) as LineRow[],
  );
  if (places.length > 1) {
    lines.sort(
      (a, b) =>
        b.head_priority - a.head_priority || a.head_due - b.head_due || a.head_run - b.head_run,
    );
  }
  return { lines: lines.slice(0, limit), isAll: lines.length < limit };
}

/** Makes runs ready whose time has come, the longest due first. @returns true when more may be due. */
export function makeReady({ statements }: Connection, now: number): boolean {
  return Number(statements.becomeReady.run(now, atOnce).changes) === atOnce;
}

/** When the next run that is not ready becomes due. */
export function nextLater({ statements }: Connection): number | null {
  const row = statements.nextLater.get() as { readonly due_at: number } | undefined;
  return row?.due_at ?? null;
}

/** Claiming whatever is due: tenants in turn, as far as limits leave room. */

import type { ClaimedRun, ClaimRequest } from '@flowgraft/core';
import type { Connection } from './connection.js';
import type { LimitBook } from './limit-book.js';
import { bringBack, makeReady, searchFor, tenantsInTurn } from './ready-runs.js';
import { takeRun } from './take-run.js';
import { TenantQueue } from './tenant-queue.js';

/** Where the round of the tenants stands, from claim to claim. */
export interface Round {
  lastTenant: string | null;
}

/** One claim under way, in its transaction. */
interface Claim {
  readonly connection: Connection;
  readonly request: ClaimRequest;
  readonly now: number;
  readonly round: Round;
  readonly book: LimitBook;
  readonly runs: ClaimedRun[];
}

export function claimDue(
  connection: Connection,
  request: ClaimRequest,
  now: number,
  { round, book }: { readonly round: Round; readonly book: LimitBook },
): readonly ClaimedRun[] {
  const runs: ClaimedRun[] = [];
  const claim = { connection, request, now, round, book, runs };
  for (;;) {
    const mayLeaveDue = makeReady(connection, now);
    book.settle();
    bringBack(connection, book);
    takeInTurn(claim);
    if (isFull(claim) || !mayLeaveDue) return runs;
  }
}

/** The first run of each tenant, then the second of each that has one, and so on. */
function takeInTurn(claim: Claim): void {
  const { connection, request, round } = claim;
  const wanted = request.limit - claim.runs.length;
  const search = searchFor(connection, claim.book, request);
  const turn = tenantsInTurn(search, round.lastTenant, wanted);
  const visited: TenantQueue[] = [];
  let inRound: TenantQueue[] = [];
  for (let tenants = take(turn, wanted); tenants.length > 0; tenants = take(turn, wanted)) {
    const expected = Math.ceil(wanted / tenants.length);
    for (const tenant of tenants) {
      if (isFull(claim)) break;
      const queue = new TenantQueue(search, tenant, expected);
      visited.push(queue);
      if (takeNext(claim, queue)) inRound.push(queue);
    }
    if (isFull(claim)) break;
  }
  while (inRound.length > 0 && !isFull(claim)) {
    inRound = inRound.filter((queue) => !isFull(claim) && takeNext(claim, queue));
  }
  for (const queue of visited) queue.settle();
}

/** @returns false when the tenant has no more. */
function takeNext(claim: Claim, queue: TenantQueue): boolean {
  const { connection, request, now, round, book, runs } = claim;
  const next = queue.next();
  if (next === null) return false;
  runs.push(takeRun(connection, book, next, { worker: request.worker, now }));
  round.lastTenant = next.row.tenant;
  return true;
}

function isFull({ request, runs }: Claim): boolean {
  return runs.length === request.limit;
}

/** The next items, at most so many. */
function take<T>(items: Generator<T, void>, count: number): T[] {
  const taken: T[] = [];
  while (taken.length < count) {
    const next = items.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}

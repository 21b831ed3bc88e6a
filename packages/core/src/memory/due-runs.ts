/** Which runs can be claimed, and when: tenants in turn among those that are due, by time among the others. */

import type { WorkerScope } from '../ports/claim.js';
import { Heap } from './heap.js';
import { type Lane, Lanes } from './lanes.js';
import type { Limit, Limits } from './limits.js';
import { never, type RunEntry } from './run-entry.js';
import {
  type AcceptsGroup,
  goesBefore,
  isDueSooner,
  type LaneTenant,
  RunGroup,
  TurnRing,
} from './turn-ring.js';

export interface DueScope extends WorkerScope {
  /** Hashes of workflows that are left out. */
  readonly without?: readonly string[] | undefined;
}

/**
 * Runs with a time to be claimed at.
 *
 * Runs that are alike move together, so that a backlog costs what one run costs. A group that is met while one of
 * its limits is full waits in that limit's line; so do others that come while it is there. A limit that has room and
 * still has a line is open: what waits there takes its turns with the groups that are ready.
 */
export class DueRuns {
  readonly #limits: Limits;
  readonly #lanes = new Lanes();
  readonly #later = new Heap<RunEntry>(isDueSooner);
  /** All that are open, and some that were. */
  readonly #open = new Set<Limit>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Sets when the run can be claimed; `never` takes it out. */
  schedule(entry: RunEntry, dueAt: number, now: number): void {
    if (entry.place !== null) entry.place.leave(entry);
    else if (entry.heapIndex >= 0) this.#later.remove(entry);
    entry.dueAt = dueAt;
    if (dueAt === never) return;
    if (dueAt <= now) this.#lanes.add(entry);
    else this.#later.add(entry);
  }

  /** Takes out the run to be claimed next by such a worker; `undefined` when there is none. */
  take(now: number, scope: DueScope): RunEntry | undefined {
    this.#bringDue(now);
    const lanes = this.#lanes.servedBy(scope);
    const accepts = acceptsBut(scope.without);
    for (;;) {
      const group = this.#next(lanes, accepts);
      if (group === undefined) return undefined;
      const entry = group.first;
      if (entry.dueAt > now) {
        // A store whose clock is ahead has called it due; it is not for this caller.
        this.schedule(entry, entry.dueAt, now);
      } else if (!this.#holdBack(group)) {
        this.schedule(entry, never, now);
        this.#lanes.endTurn(lanes, entry.tenant);
        return entry;
      }
    }
  }

  /** True when limits let this run be held now; when not, it waits until they do. */
  allows(entry: RunEntry, now: number): boolean {
    this.#bringDue(now);
    if (this.#limits.full(entry.limitKeys) === null) return true;
    if (entry.place instanceof RunGroup) this.#holdBack(entry.place as RunGroup<Lane>);
    return false;
  }

  /** When the next run becomes due that is not; `null` when none ever does by itself. */
  nextDueAt(now: number): number | null {
    this.#bringDue(now);
    return this.#later.peek()?.dueAt ?? null;
  }

  /** How many due runs such a worker could claim, counted up to `limit`. */
  count(now: number, scope: WorkerScope, limit: number): number {
    this.#bringDue(now);
    let count = 0;
    for (const group of this.#groups(this.#lanes.servedBy(scope))) {
      if (this.#limits.full(group.limitKeys) === null) count += group.runs.size;
      if (count >= limit) return limit;
    }
    return count;
  }

  /**
   * Lets go of the next in the line of a limit that may have room, of each lane one: which of them a worker comes for,
   * nobody knows.
   *
   * @returns the first runs of those.
   */
  bringNext(limit: Limit): readonly RunEntry[] {
    if (limit.room <= 0 || limit.lines.size === 0) return [];
    const brought: RunEntry[] = [];
    for (const [lane, line] of limit.lines) {
      const owner = line.next();
      const group = owner && line.groupOf(owner);
      if (group !== undefined) brought.push(this.#bring(group, line).first);
      if (line.isEmpty) limit.lines.delete(lane);
    }
    if (limit.lines.size > 0) this.#open.add(limit);
    return brought;
  }

  /** Of the tenant whose turn it is, the group whose first run goes before the others. */
  #next(lanes: readonly Lane[], accepts: AcceptsGroup | undefined): RunGroup<Lane> | undefined {
    let next: LaneTenant<Lane> | undefined;
    for (const lane of lanes) {
      for (const ring of this.#rings(lane)) {
        const owner = ring.next(accepts);
        if (owner !== undefined && (next === undefined || owner.turn < next.turn)) next = owner;
      }
    }
    return next && this.#firstGroupOf(next.tenant, lanes, accepts);
  }

  #firstGroupOf(
    tenant: string,
    lanes: readonly Lane[],
    accepts: AcceptsGroup | undefined,
  ): RunGroup<Lane> | undefined {
    let first: RunGroup<Lane> | undefined;
    for (const lane of lanes) {
      const owner = lane.tenants.get(tenant);
      if (owner === undefined) continue;
      for (const ring of this.#rings(lane)) {
        const group = ring.groupOf(owner, accepts);
        if (group === undefined) continue;
        if (first === undefined || goesBefore(group.first, first.first)) first = group;
      }
    }
    return first;
  }

  *#groups(lanes: readonly Lane[]): Iterable<RunGroup<Lane>> {
    for (const lane of lanes) for (const ring of this.#rings(lane)) yield* ring.groups();
  }

  /** Where groups of a lane are that may be claimed: those that are ready, and the lines of open limits. */
  *#rings(lane: Lane): Iterable<TurnRing<Lane>> {
    yield lane.ready;
    for (const limit of this.#open) {
      const line = limit.lines.get(lane);
      if (limit.room <= 0 || limit.lines.size === 0) this.#open.delete(limit);
      else if (line?.isEmpty === true) limit.lines.delete(lane);
      else if (line !== undefined) yield line;
    }
  }

  #bring(group: RunGroup<Lane>, from: TurnRing<Lane>): RunGroup<Lane> {
    from.remove(group);
    group.owner.lane.ready.add(group);
    return group;
  }

  #bringDue(now: number): void {
    for (;;) {
      const due = this.#later.peek();
      if (due === undefined || due.dueAt > now) return;
      this.schedule(due, due.dueAt, now);
    }
  }

  /** Puts a group in the line of a limit that has no room for it, if there is one. */
  #holdBack(group: RunGroup<Lane>): boolean {
    const full = this.#limits.full(group.limitKeys);
    if (full === null) return false;
    const { lane } = group.owner;
    let line = full.lines.get(lane);
    if (line === undefined) full.lines.set(lane, (line = new TurnRing<Lane>()));
    group.seat?.ring.remove(group);
    line.add(group);
    return true;
  }
}

function acceptsBut(without: readonly string[] | undefined): AcceptsGroup | undefined {
  if (without === undefined || without.length === 0) return undefined;
  return ({ workflowHash }) => !without.includes(workflowHash);
}

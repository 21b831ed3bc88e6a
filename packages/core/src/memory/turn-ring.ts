/** Tenants that take turns, each with groups of due runs. */

import { Heap } from './heap.js';
import type { DuePlace, RunEntry } from './run-entry.js';

/** Higher priority first, then the longest due, then the first created. */
export function goesBefore(a: RunEntry, b: RunEntry): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  return isDueSooner(a, b);
}

/** The longest due first, then the first created. */
export function isDueSooner(a: RunEntry, b: RunEntry): boolean {
  return a.dueAt === b.dueAt ? a.ordinal < b.ordinal : a.dueAt < b.dueAt;
}

/** A tenant with due runs, as far as they are in one lane. */
export interface LaneTenant<Lane> {
  readonly tenant: string;
  readonly lane: Lane;
  /** Grows when the tenant is served: the smallest goes next. */
  turn: number;
  readonly groups: Map<string, RunGroup<Lane>>;
}

/** Due runs of a tenant that are alike for every claim: what holds one of them back holds back all. Never empty. */
export class RunGroup<Lane> implements DuePlace {
  readonly owner: LaneTenant<Lane>;
  readonly workflowHash: string;
  readonly limitKeys: readonly string[];
  readonly runs = new Heap<RunEntry>(goesBefore);
  heapIndex = -1;
  seat: Seat<Lane> | null = null;
  readonly #emptied: (group: RunGroup<Lane>) => void;

  constructor(owner: LaneTenant<Lane>, like: RunEntry, emptied: (group: RunGroup<Lane>) => void) {
    this.owner = owner;
    this.workflowHash = like.workflowHash;
    this.limitKeys = like.limitKeys;
    this.#emptied = emptied;
  }

  /** The run of the group that goes first. */
  get first(): RunEntry {
    return this.runs.peek() as RunEntry;
  }

  join(entry: RunEntry): void {
    this.runs.add(entry);
    entry.place = this;
    this.seat?.groups.update(this);
  }

  leave(entry: RunEntry): void {
    this.runs.remove(entry);
    entry.place = null;
    if (this.runs.size > 0) {
      this.seat?.groups.update(this);
      return;
    }
    this.seat?.ring.remove(this);
    this.#emptied(this);
  }
}

interface WithFirst {
  readonly first: RunEntry;
}

function groupGoesBefore(a: WithFirst, b: WithFirst): boolean {
  return goesBefore(a.first, b.first);
}

/** A tenant's place in a ring, with those of its groups that are there. Never empty. */
class Seat<Lane> {
  readonly ring: TurnRing<Lane>;
  readonly owner: LaneTenant<Lane>;
  /** The tenant's turn when it was last looked at: never later than it is. */
  turn: number;
  heapIndex = -1;
  readonly groups = new Heap<RunGroup<Lane>>(groupGoesBefore);

  constructor(ring: TurnRing<Lane>, owner: LaneTenant<Lane>) {
    this.ring = ring;
    this.owner = owner;
    this.turn = owner.turn;
  }
}

interface WithTurn {
  readonly turn: number;
}

function isItsTurnBefore(a: WithTurn, b: WithTurn): boolean {
  return a.turn < b.turn;
}

export type AcceptsGroup = (group: Pick<RunEntry, 'workflowHash'>) => boolean;

/** Groups of one lane, tenant after tenant. A group is in one ring at most. */
export class TurnRing<Lane> {
  readonly #seats = new Heap<Seat<Lane>>(isItsTurnBefore);
  readonly #byOwner = new Map<LaneTenant<Lane>, Seat<Lane>>();

  get isEmpty(): boolean {
    return this.#byOwner.size === 0;
  }

  add(group: RunGroup<Lane>): void {
    const { owner } = group;
    let seat = this.#byOwner.get(owner);
    if (seat === undefined) {
      seat = new Seat(this, owner);
      this.#byOwner.set(owner, seat);
      this.#seats.add(seat);
    }
    group.seat = seat;
    seat.groups.add(group);
  }

  remove(group: RunGroup<Lane>): void {
    const seat = group.seat as Seat<Lane>;
    group.seat = null;
    seat.groups.remove(group);
    if (seat.groups.size > 0) return;
    this.#seats.remove(seat);
    this.#byOwner.delete(seat.owner);
  }

  /** The tenant whose turn it is, of those with a group that is accepted. */
  next(accepts?: AcceptsGroup): LaneTenant<Lane> | undefined {
    for (;;) {
      const seat = this.#firstSeat(accepts);
      if (seat === undefined || seat.turn === seat.owner.turn) return seat?.owner;
      // Turns only grow: whoever was served since it was last looked at moves back now.
      seat.turn = seat.owner.turn;
      this.#seats.update(seat);
    }
  }

  /** The tenant's group that goes first, of those that are accepted. */
  groupOf(owner: LaneTenant<Lane>, accepts?: AcceptsGroup): RunGroup<Lane> | undefined {
    const groups = this.#byOwner.get(owner)?.groups;
    return accepts === undefined ? groups?.peek() : groups?.first(accepts);
  }

  /** All groups, in no order. */
  *groups(): Iterable<RunGroup<Lane>> {
    for (const seat of this.#byOwner.values()) yield* seat.groups.items();
  }

  #firstSeat(accepts: AcceptsGroup | undefined): Seat<Lane> | undefined {
    if (accepts === undefined) return this.#seats.peek();
    return this.#seats.first((seat) => seat.groups.first(accepts) !== undefined);
  }
}

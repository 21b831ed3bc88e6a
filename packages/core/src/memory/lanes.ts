/** Due runs by what a worker must serve to take them. */

import type { WorkerScope } from '../ports/claim.js';
import type { RunEntry } from './run-entry.js';
import { type LaneTenant, RunGroup, TurnRing } from './turn-ring.js';

/** Due runs of one queue, region and set of labels. Gone when it has none. */
export class Lane {
  readonly queue: string;
  readonly region: string | undefined;
  readonly labels: readonly string[];
  /** By name: tenants with due runs here, also those whose runs limits hold back. */
  readonly tenants = new Map<string, LaneTenant<Lane>>();
  /** What no limit is known to hold back. */
  readonly ready = new TurnRing<Lane>();

  constructor(like: RunEntry) {
    this.queue = like.queue;
    this.region = like.region;
    this.labels = like.labels;
  }

  isServedBy({ queues, regions, labels }: WorkerScope): boolean {
    if (queues !== undefined && !queues.includes(this.queue)) return false;
    if (this.region !== undefined && regions?.includes(this.region) !== true) return false;
    return this.labels.every((label) => labels?.includes(label) === true);
  }
}

/** All lanes. Adding a run costs O(log n), and so does its leaving, which is up to its group. */
export class Lanes {
  readonly #lanes = new Map<string, Lane>();
  #turns = 0;

  /** A run joins those that are alike. */
  add(entry: RunEntry): void {
    const owner = this.#ownerOf(entry);
    const key = groupKeyOf(entry);
    const group = owner.groups.get(key);
    if (group !== undefined) {
      group.join(entry);
      return;
    }
    const made = new RunGroup(owner, entry, () => this.#drop(owner, key));
    owner.groups.set(key, made);
    made.join(entry);
    owner.lane.ready.add(made);
  }

  servedBy(scope: WorkerScope): readonly Lane[] {
    const served: Lane[] = [];
    for (const lane of this.#lanes.values()) if (lane.isServedBy(scope)) served.push(lane);
    return served;
  }

  /** The tenant was served from these lanes: in them all others go before it now. */
  endTurn(lanes: readonly Lane[], tenant: string): void {
    this.#turns += 1;
    for (const lane of lanes) {
      const owner = lane.tenants.get(tenant);
      if (owner !== undefined) owner.turn = this.#turns;
    }
  }

  #ownerOf(entry: RunEntry): LaneTenant<Lane> {
    const key = laneKeyOf(entry);
    let lane = this.#lanes.get(key);
    if (lane === undefined) this.#lanes.set(key, (lane = new Lane(entry)));
    let owner = lane.tenants.get(entry.tenant);
    if (owner === undefined) {
      this.#turns += 1;
      owner = { tenant: entry.tenant, lane, turn: this.#turns, groups: new Map() };
      lane.tenants.set(entry.tenant, owner);
    }
    return owner;
  }

  #drop(owner: LaneTenant<Lane>, key: string): void {
    const { lane } = owner;
    owner.groups.delete(key);
    if (owner.groups.size > 0) return;
    lane.tenants.delete(owner.tenant);
    if (lane.tenants.size === 0) this.#lanes.delete(laneKeyOf(lane));
  }
}

type LaneParts = Pick<RunEntry, 'queue' | 'region' | 'labels'>;

function laneKeyOf({ queue, region, labels }: LaneParts): string {
  if (region === undefined && labels.length === 0) return `queue ${queue}`;
  return JSON.stringify([queue, region ?? null, labels]);
}

function groupKeyOf({ workflowHash, limitKeys }: RunEntry): string {
  if (limitKeys.length === 0) return `hash ${workflowHash}`;
  return JSON.stringify([workflowHash, limitKeys]);
}

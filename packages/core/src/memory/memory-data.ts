/** What a memory backend keeps; every store opened on it works on the same. */

import type { WorkflowDocument } from '../model/document.js';
import type { Hint } from '../ports/store.js';
import { DueRuns } from './due-runs.js';
import type { RunEntry } from './run-entry.js';
import type { WorkerLeases } from './worker-leases.js';

export interface MemoryData {
  /** By run id; runs of other tenants with the same id follow as namesakes. */
  readonly runs: Map<string, RunEntry>;
  /** In order of creation. */
  readonly created: RunEntry[];
  /** Tenant, then idempotency key. */
  readonly keys: Map<string, Map<string, RunEntry>>;
  readonly due: DueRuns;
  readonly leases: WorkerLeases;
  /** Tenant, then hash. */
  readonly workflows: Map<string, Map<string, WorkflowDocument>>;
  /** Tenant, then workflow id: the hash last saved. */
  readonly latest: Map<string, Map<string, string>>;
  readonly listeners: Set<(hint: Hint) => void>;
  /** Hints of the operation under way, sent when it has written everything. */
  hints: Hint[];
}

export function emptyData(): MemoryData {
  return {
    runs: new Map(),
    created: [],
    keys: new Map(),
    due: new DueRuns(),
    leases: new Map(),
    workflows: new Map(),
    latest: new Map(),
    listeners: new Set(),
    hints: [],
  };
}

export function findRun(data: MemoryData, tenant: string, runId: string): RunEntry | null {
  return namesakeOf(data.runs.get(runId) ?? null, tenant);
}

/** The run of that tenant among those of the same id, of which `first` is the first. */
export function namesakeOf(first: RunEntry | null, tenant: string): RunEntry | null {
  let entry = first;
  while (entry !== null && entry.tenant !== tenant) entry = entry.namesake;
  return entry;
}

/** The map of a tenant, made when it is missing. */
export function ofTenant<T>(maps: Map<string, Map<string, T>>, tenant: string): Map<string, T> {
  let map = maps.get(tenant);
  if (map === undefined) maps.set(tenant, (map = new Map<string, T>()));
  return map;
}

/** Notes that somebody should look at the run. */
export function hint(data: MemoryData, entry: RunEntry, hasEnded = false): void {
  if (data.listeners.size === 0) return;
  data.hints.push({ tenant: entry.tenant, runId: entry.runId, hasEnded });
}

/** Tells the listeners what was noted. They may call the store again: everything is written by now. */
export function sendHints(data: MemoryData): void {
  if (data.hints.length === 0) return;
  const { hints } = data;
  data.hints = [];
  for (const each of hints) for (const listener of data.listeners) listener(each);
}

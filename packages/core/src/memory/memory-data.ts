/** What a memory backend keeps; every store opened on it works on the same. */

import type { WorkflowDocument } from '../model/document.js';
import type { Hint } from '../ports/claim.js';
import { CreatedRuns } from './created-runs.js';
import { DueRuns } from './due-runs.js';
import { EndedRuns } from './ended-runs.js';
import { Limits } from './limits.js';
import { type BlobData, emptyBlobs } from './memory-blobs.js';
import { emptyKeyValues, type KeyValueData } from './memory-key-value.js';
import type { RunEntry } from './run-entry.js';
import type { WorkerLeases } from './worker-leases.js';

export interface MemoryData {
  /** By run id; runs of other tenants with the same id follow as namesakes. */
  readonly runs: Map<string, RunEntry>;
  readonly created: CreatedRuns;
  readonly ended: EndedRuns;
  /** Tenant, then idempotency key. */
  readonly keys: Map<string, Map<string, RunEntry>>;
  readonly due: DueRuns;
  readonly limits: Limits;
  readonly leases: WorkerLeases;
  /** Tenant, then hash. */
  readonly workflows: Map<string, Map<string, WorkflowDocument>>;
  /** Tenant, then workflow id: the hash last saved. */
  readonly latest: Map<string, Map<string, string>>;
  readonly keyValues: KeyValueData;
  readonly blobs: BlobData;
  readonly listeners: Set<(hint: Hint) => void>;
  /** Hints of the operation under way, sent when it has written everything. */
  hints: Hint[];
}

export function emptyData(): MemoryData {
  const limits = new Limits();
  return {
    runs: new Map(),
    created: new CreatedRuns(),
    ended: new EndedRuns(),
    keys: new Map(),
    due: new DueRuns(limits),
    limits,
    leases: new Map(),
    workflows: new Map(),
    latest: new Map(),
    keyValues: emptyKeyValues(),
    blobs: emptyBlobs(),
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

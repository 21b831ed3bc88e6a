/**
 * Limits as one transaction reads and changes them.
 *
 * A limit that is set counts every run of its key that is held, and every one that never began: those of the moment
 * when it is set are counted then, so that whatever changes later is counted already. `is_counted` of a held run says
 * that one of its keys has a limit: letting go of any other costs nothing more.
 */

import type { RunLimitState } from '@flowgraft/core';
import type { Connection } from './connection.js';

const sql = {
  ofKeys: `
    SELECT id, key, max_held, max_queued, held, queued, is_waited_for FROM flowgraft_limits
    WHERE key IN (SELECT value FROM json_each(?))`,
  keysOfLine: 'SELECT limit_keys FROM flowgraft_lines WHERE id = ?',
  write: 'UPDATE flowgraft_limits SET held = ?, queued = ?, is_waited_for = ? WHERE id = ?',
  isNotWaitedFor: 'UPDATE flowgraft_limits SET is_waited_for = 0 WHERE id = ?',
  firstBlocked: `
    SELECT r.tenant, r.run_id AS runId FROM flowgraft_lines l
    CROSS JOIN flowgraft_runs r ON r.ordinal = l.head_run
    WHERE l.head_run IS NOT NULL AND l.blocked_by = ? LIMIT 1`,
} as const;

export interface LimitRow {
  readonly id: number;
  readonly key: string;
  readonly max_held: number | null;
  readonly max_queued: number | null;
  readonly held: number;
  readonly queued: number;
  readonly is_waited_for: number;
}

/** A limit with what it counts by now. */
export interface Limit {
  readonly id: number;
  readonly key: string;
  readonly maxHeld: number | null;
  readonly maxQueued: number | null;
  held: number;
  queued: number;
  /** True when lines may be put aside because of it. */
  isWaitedFor: boolean;
}

/** A run that was held until now. */
export interface LetGo {
  readonly line: number;
  readonly is_counted: number;
}

export class LimitBook {
  readonly #connection: Connection;
  /** `null` for keys without a limit. */
  readonly #byKey = new Map<string, Limit | null>();
  readonly #byId = new Map<number, Limit>();
  readonly #keysByLine = new Map<number, readonly string[]>();
  readonly #changed = new Set<Limit>();
  readonly #withRoom = new Set<Limit>();
  #areThereAny: boolean | null = null;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The limits that are set of these keys, in their order. */
  of(keys: readonly string[]): readonly Limit[] {
    if (keys.length === 0 || !this.#hasLimits()) return [];
    const unknown = keys.filter((key) => !this.#byKey.has(key));
    if (unknown.length > 0) this.#read(unknown);
    return keys.flatMap((key) => this.#byKey.get(key) ?? []);
  }

  /** The first known limit of these keys that lets no more of them be held. */
  full(keys: readonly string[]): Limit | undefined {
    for (const key of keys) {
      const limit = this.#byKey.get(key);
      if (limit !== undefined && limit !== null && isFull(limit)) return limit;
    }
    return this.of(keys).find(isFull);
  }

  /** True when the limit is known to let none be held any more. */
  isFull(id: number): boolean {
    const limit = this.#byId.get(id);
    return limit !== undefined && isFull(limit);
  }

  /** A run was created that nobody holds. */
  countQueued(limits: readonly Limit[]): void {
    for (const limit of limits) {
      limit.queued += 1;
      this.#changed.add(limit);
    }
  }

  /** A run was taken; `isFirst` when it had queued until now. */
  countTaken(limits: readonly Limit[], isFirst: boolean): void {
    for (const limit of limits) {
      limit.held += 1;
      if (isFirst) limit.queued -= 1;
      this.#changed.add(limit);
    }
  }

  /** A run is held no longer: there is room for another. */
  countLetGo({ line, is_counted: isCounted }: LetGo): void {
    if (isCounted === 0) return;
    for (const limit of this.of(this.#keysOf(line))) {
      limit.held -= 1;
      this.#changed.add(limit);
      this.#withRoom.add(limit);
    }
  }

  /** Lines are put aside because of this limit. */
  noteWaiting(limit: Limit): void {
    if (limit.isWaitedFor) return;
    limit.isWaitedFor = true;
    this.#changed.add(limit);
  }

  /** No line is put aside because of this limit any more. */
  noteNoneWaiting(id: number): void {
    this.#connection.prepare(sql.isNotWaitedFor).run(id);
    const limit = this.#byId.get(id);
    if (limit !== undefined) limit.isWaitedFor = false;
  }

  /** To be called in the end, and before the limits are read otherwise: writes, and tells of runs that have room now. */
  settle(): void {
    for (const { held, queued, isWaitedFor, id } of this.#changed) {
      this.#connection.prepare(sql.write).run(held, queued, isWaitedFor ? 1 : 0, id);
    }
    this.#changed.clear();
    for (const limit of this.#withRoom) {
      if (limit.isWaitedFor && !isFull(limit)) hintAtBlocked(this.#connection, limit.id);
    }
    this.#withRoom.clear();
  }

  #hasLimits(): boolean {
    return (this.#areThereAny ??= this.#connection.statements.hasLimits.get() !== undefined);
  }

  #read(keys: readonly string[]): void {
    for (const key of keys) this.#byKey.set(key, null);
    for (const row of limitRows(this.#connection, keys)) {
      const limit = limitOf(row);
      this.#byKey.set(limit.key, limit);
      this.#byId.set(limit.id, limit);
    }
  }

  #keysOf(line: number): readonly string[] {
    const known = this.#keysByLine.get(line);
    if (known !== undefined) return known;
    const row = this.#connection.prepare(sql.keysOfLine).get(line);
    const keys = JSON.parse((row as { limit_keys: string }).limit_keys) as readonly string[];
    this.#keysByLine.set(line, keys);
    return keys;
  }
}

export function limitRows(connection: Connection, keys: readonly string[]): LimitRow[] {
  return connection.prepare(sql.ofKeys).all(JSON.stringify(keys)) as LimitRow[];
}

export function isFull({ held, maxHeld }: Pick<Limit, 'held' | 'maxHeld'>): boolean {
  return maxHeld !== null && held >= maxHeld;
}

export function isRefusing({ queued, maxQueued }: Limit): boolean {
  return maxQueued !== null && queued >= maxQueued;
}

export function stateOf({ key, maxHeld, maxQueued, held, queued }: Limit): RunLimitState {
  return { key, maxHeld, maxQueued, held, queued };
}

export function limitOf(row: LimitRow): Limit {
  return {
    id: row.id,
    key: row.key,
    maxHeld: row.max_held,
    maxQueued: row.max_queued,
    held: row.held,
    queued: row.queued,
    isWaitedFor: row.is_waited_for === 1,
  };
}

/** Tells of a run of the lines that are put aside because of the limit. @returns false when there is none. */
export function hintAtBlocked(connection: Connection, limit: number): boolean {
  const [run] = connection.prepare(sql.firstBlocked).all(limit) as {
    tenant: string;
    runId: string;
  }[];
  if (run === undefined) return false;
  connection.hint(run.tenant, run.runId);
  return true;
}

/** How many processes a pool should have. Pure: the numbers come in, a number goes out. */

/** What a pool knows of its work at one moment. */
export interface PoolLoad {
  /** Processes that serve, or are about to. */
  readonly size: number;
  /** Those of them that serve. */
  readonly serving: number;
  /** Runs that one process takes at once. */
  readonly concurrency: number;
  /** Runs that they hold together. */
  readonly held: number;
  /** Runs that are due and that nobody holds; `null` when nobody could say. */
  readonly backlog: number | null;
}

/** How many processes the work asked for at one moment. */
export interface PoolNeed {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly processes: number;
}

export interface PoolLimits {
  readonly min: number;
  readonly max: number;
  /** Grows when more processes were needed for this long, milliseconds. */
  readonly growMs: number;
  /** Shrinks when fewer were needed for this long, milliseconds. */
  readonly idleMs: number;
}

/**
 * As many as have room for what is held and what is due. When nobody knows what is due, full processes call for one
 * more than serve.
 */
export function processesNeeded({ size, serving, concurrency, held, backlog }: PoolLoad): number {
  if (backlog !== null) return Math.ceil((held + backlog) / concurrency);
  const areFull = held >= serving * concurrency;
  return areFull ? Math.max(size, serving + 1) : Math.ceil(held / concurrency);
}

/**
 * The size for a pool that has `size` processes. It grows to what was needed all the time of `growMs`, so that a
 * moment's crowd starts no process, and shrinks to the most that was needed in `idleMs`, so that none is ended
 * that is soon wanted again.
 *
 * @param needs - What was needed, oldest first.
 */
export function poolSize(
  size: number,
  needs: readonly PoolNeed[],
  now: number,
  { min, max, growMs, idleMs }: PoolLimits,
): number {
  const within = (value: number): number => Math.min(max, Math.max(min, value));
  const lately = needsSince(needs, now - growMs);
  if (lately !== null && within(Math.min(...lately)) > size) return within(Math.min(...lately));
  const forLong = needsSince(needs, now - idleMs);
  if (forLong !== null && within(Math.max(...forLong)) < size) return within(Math.max(...forLong));
  return within(size);
}

/** What poolSize has to know when it is asked next: one need from before the longer time, and all since. */
export function recentNeeds(
  needs: readonly PoolNeed[],
  now: number,
  { growMs, idleMs }: PoolLimits,
): readonly PoolNeed[] {
  const since = now - Math.max(growMs, idleMs);
  const firstAfter = needs.findIndex(({ at }) => at > since);
  return firstAfter <= 0 ? needs : needs.slice(firstAfter - 1);
}

/** What was needed from then on; `null` when that is not known of the whole time. */
function needsSince(needs: readonly PoolNeed[], since: number): readonly number[] | null {
  const [first] = needs;
  if (first === undefined || first.at > since) return null;
  const found = needs.filter(({ at }) => at >= since).map(({ processes }) => processes);
  return found.length === 0 ? null : found;
}

/** Limits on how many runs of a kind may be held, or may queue, at once. A store keeps a counter for each. */

/** A limit on the runs that carry `key` among their `limitKeys`. `null` means no limit. */
export interface RunLimit {
  /** As `limitKey` makes it; a store compares it and reads nothing from it. */
  readonly key: string;
  /** Most runs of the key that workers hold at once; a parked run is not held. >= 0. */
  readonly maxHeld: number | null;
  /** Most runs of the key that were created and have not begun; one more is refused. >= 0. */
  readonly maxQueued: number | null;
}

/** A limit with what it counts now. Counting begins when the limit is set, with the runs of that moment. */
export interface RunLimitState extends RunLimit {
  /** Runs of the key that workers hold. */
  readonly held: number;
  /** Runs of the key that were created and have not begun. */
  readonly queued: number;
}

/** Stands in a run's data for a value that is larger than what is sent at once; `runs.value` gives the rest. */
export interface CutValue {
  readonly $cut: {
    readonly kind: 'object' | 'array' | 'text';
    /** Entries, items or UTF-16 units. */
    readonly length: number;
    /** The first entries, items or characters; what in them is large is cut in turn. */
    readonly preview: unknown;
  };
}

/** True for what stands in a run's data in place of a large value. */
export function isCutValue(value: unknown): value is CutValue {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === 1 &&
    '$cut' in value
  );
}

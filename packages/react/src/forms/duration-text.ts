/** Durations as an amount and a unit. */

import { parseDuration } from '@flowgraft/core/document';

export const durationUnits = ['ms', 's', 'm', 'h', 'd', 'w'] as const;
export type DurationUnit = (typeof durationUnits)[number];

const unitMs: Readonly<Record<DurationUnit, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

export interface DurationParts {
  readonly amount: number;
  readonly unit: DurationUnit;
}

/** The duration in the unit it is written in, or in the largest that it is a whole number of; `null`: it is none. */
export function durationParts(value: unknown): DurationParts | null {
  const ms = parseDuration(value);
  if (ms === undefined) return null;
  const written = typeof value === 'string' ? /^([\d.]+)([a-z]+)$/.exec(value) : null;
  const named = durationUnits.find((unit) => unit === written?.[2]);
  if (named !== undefined) return { amount: Number(written?.[1]), unit: named };
  const unit = durationUnits.findLast((one) => ms > 0 && ms % unitMs[one] === 0) ?? 's';
  return { amount: ms / unitMs[unit], unit };
}

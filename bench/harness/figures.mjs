/**
 * Every figure that the bench prints, with its unit, its target where it has one, and which way is better.
 * Figures without a target are there to read the others by.
 */
export const figures = {
  'memory.chain.c1.usPerStep': { unit: 'us', target: 2 },
  'memory.chain.c100.usPerStep': { unit: 'us', target: 2 },
  'memory.chain.async.usPerStep': { unit: 'us' },
  'memory.fanout.usPerStep': { unit: 'us', target: 3 },
  'memory.suspended.bytes': { unit: 'bytes', target: 4000 },
  'expression.simple.us': { unit: 'us', target: 0.5 },
  'expression.sum200.us': { unit: 'us', target: 60 },
  'sqlite.c200.stepsPerSecond': { unit: 'steps/s', target: 20_000, higherIsBetter: true },
  'sqlite.c1.stepsPerSecond': { unit: 'steps/s', higherIsBetter: true },
  'limit.sqlite.commitsPerSecond': { unit: 'commits/s', higherIsBetter: true },
  'limit.sqlite.batchedRowsPerSecond': { unit: 'rows/s', higherIsBetter: true },
  'core.import.ms': { unit: 'ms', target: 60 },
  'zod.import.ms': { unit: 'ms' },
  'registry.thousandTypes.ms': { unit: 'ms', target: 5 },
  'core.bundle.kB': { unit: 'kB', target: 45 },
  'core.bundle.createEngine.kB': { unit: 'kB' },
};

/** What a row says about its target: `ok`, `MISS`, or nothing when there is none. */
export function verdictOf({ name, value }) {
  const { target, higherIsBetter = false } = figures[name];
  if (target === undefined) return '';
  return (higherIsBetter ? value >= target : value <= target) ? 'ok' : 'MISS';
}

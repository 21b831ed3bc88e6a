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
  'postgres.c200.stepsPerSecond': { unit: 'steps/s', target: 20_000, higherIsBetter: true },
  'postgres.c200.ratioToBestPeer': { unit: 'x', target: 10, higherIsBetter: true },
  'postgres.c200.ratioToBestQueue': { unit: 'x', target: 3, higherIsBetter: true },
  'postgres.c200.statementsPerStep': { unit: 'statements', target: 0.1 },
  'postgres.c200.walBytesPerStep': { unit: 'bytes', target: 500 },
  'postgres.c1.stepsPerSecond': { unit: 'steps/s', higherIsBetter: true },
  'postgres.c1.ratioToBestPeer': { unit: 'x', target: 3, higherIsBetter: true },
  'postgres.c1.pipelined.stepsPerSecond': { unit: 'steps/s', target: 5000, higherIsBetter: true },
  'postgres.startLatency.p50Ms': { unit: 'ms', target: 3 },
  'postgres.startLatency.p99Ms': { unit: 'ms', target: 8 },
  'postgres.idle.statementsPerSecond': { unit: 'statements/s', target: 1 },
  'postgres.drain.peakRssMB': { unit: 'MB' },
  'postgres.drain.runsPerSecond': { unit: 'runs/s', higherIsBetter: true },
  'postgres.fairness.soloP99Ms': { unit: 'ms' },
  'postgres.fairness.besideP99Ms': { unit: 'ms' },
  'postgres.fairness.ratioToSolo': { unit: 'x', target: 3 },
  'postgres.large.claimMs': { unit: 'ms' },
  'postgres.large.claimRatioToEmpty': { unit: 'x' },
  'postgres.large.indexBytesPerRun': { unit: 'bytes' },
  'postgres.large.tableBytesPerRun': { unit: 'bytes' },
  'redis.c200.stepsPerSecond': { unit: 'steps/s', target: 20_000, higherIsBetter: true },
  'redis.c200.ratioToBullmq': { unit: 'x', target: 5, higherIsBetter: true },
  'server.getRun.addedUs': { unit: 'us', target: 60 },
  'server.getRun.us': { unit: 'us' },
  'canvas.mount1000.ms': { unit: 'ms', target: 600 },
  'canvas.mount1000.elements': { unit: 'elements', target: 5000 },
  'canvas.mount5000.ms': { unit: 'ms', target: 1000 },
  'canvas.drag.p95Ms': { unit: 'ms', target: 34 },
  'canvas.drag.renders': { unit: 'renders', target: 60 },
  'canvas.status.busyPercent': { unit: '%', target: 30 },
  'canvas.cycle.keptBytes': { unit: 'bytes', target: 2000 },
  'core.import.ms': { unit: 'ms', target: 60 },
  'zod.import.ms': { unit: 'ms' },
  'registry.thousandTypes.ms': { unit: 'ms', target: 5 },
  'core.bundle.kB': { unit: 'kB', target: 45 },
  'core.bundle.createEngine.kB': { unit: 'kB' },
};

/** What a row says about its target: `ok`, `MISS`, or nothing when there is none. */
export function verdictOf({ name, value }) {
  const { target, higherIsBetter = false } = figures[name];
  if (target === undefined || value === null) return '';
  return (higherIsBetter ? value >= target : value <= target) ? 'ok' : 'MISS';
}

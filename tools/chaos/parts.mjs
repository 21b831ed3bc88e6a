// The parts of chaos: on which store, how much work, and what is done to it. `short` is what tests run.

const whole = {
  workers: 4,
  concurrency: 32,
  leaseMs: 5_000,
  // Fewer than the workers hold, so that a run that goes on does not queue behind others.
  window: 80,
  limitMs: 580_000,
  /** The quantile of the time to recovery that is judged. */
  recovery: 0.99,
};
// Of so few losses the slowest would say more of the machine than of the engine.
const brief = { ...whole, leaseMs: 4_000, limitMs: 90_000, recovery: 0.5 };
/** One run in flight for each process, and most of what it does a step further. */
const alone = {
  lone: true,
  workers: 6,
  concurrency: 1,
  window: 6,
  leaseMs: 2_000,
  weights: { work: 75, delay: 1, signal: 1, child: 1, tx: 4, flaky: 2 },
};
/** Runs of every way of starting and ending. */
const mixture = {
  mixed: true,
  undoes: true,
  concurrency: 8,
  leaseMs: 3_000,
  window: 24,
  weights: { child: 6, approval: 6, signal: 4 },
};

export const parts = {
  'postgres-kill': {
    store: 'postgres',
    promise: 'workers die at any moment',
    full: { ...whole, runs: 10_000, troubles: [{ kind: 'kill', count: 500, gapMs: [300, 1100] }] },
    short: { ...brief, runs: 300, troubles: [{ kind: 'kill', count: 10, gapMs: [200, 700] }] },
  },
  'redis-kill': {
    store: 'redis',
    promise: 'workers die, and Redis itself',
    full: {
      ...whole,
      runs: 3_000,
      troubles: [
        { kind: 'kill', count: 100, gapMs: [500, 1500] },
        { kind: 'restart', count: 40, gapMs: [1000, 3500], awayMs: [0, 500] },
      ],
    },
    short: {
      ...brief,
      runs: 100,
      troubles: [
        { kind: 'kill', count: 3, gapMs: [300, 700] },
        { kind: 'restart', count: 2, gapMs: [500, 1000], awayMs: [0, 200] },
      ],
    },
  },
  'postgres-restart': {
    store: 'postgres',
    promise: 'PostgreSQL crashes and comes back',
    full: {
      ...whole,
      runs: 2_500,
      troubles: [{ kind: 'restart', count: 30, gapMs: [5000, 10_000], awayMs: [0, 300] }],
    },
    short: {
      ...brief,
      runs: 100,
      troubles: [{ kind: 'restart', count: 2, gapMs: [1000, 2000], awayMs: [0, 100] }],
    },
  },
  sigstop: {
    store: 'postgres',
    promise: 'workers sleep longer than their lease, and come back',
    full: {
      ...whole,
      leaseMs: 2_000,
      runs: 3_000,
      troubles: [
        { kind: 'suspend', count: 50, gapMs: [300, 1200], forMs: [2500, 4000] },
        { kind: 'suspend', count: 50, gapMs: [300, 1200], forMs: [2500, 4000] },
      ],
    },
    short: {
      ...brief,
      runs: 100,
      troubles: [{ kind: 'suspend', count: 3, gapMs: [200, 600], forMs: [2500, 3000] }],
    },
  },
  lone: {
    store: 'postgres',
    promise: 'processes with one run in flight each are killed, cut off and put to sleep',
    full: {
      ...whole,
      ...alone,
      runs: 2_600,
      troubles: [
        { kind: 'kill', count: 90, gapMs: [500, 2000] },
        { kind: 'cut', count: 100, gapMs: [200, 2000] },
        { kind: 'cut', lone: true, count: 200, gapMs: [100, 1000] },
        { kind: 'suspend', count: 20, gapMs: [500, 2500], forMs: [2500, 4000] },
        { kind: 'late', count: 28, gapMs: [300, 1000], forMs: [2500, 4000] },
      ],
    },
    short: {
      ...brief,
      ...alone,
      runs: 90,
      troubles: [
        { kind: 'kill', count: 4, gapMs: [200, 600] },
        { kind: 'cut', lone: true, count: 14, gapMs: [20, 300] },
        { kind: 'late', count: 2, gapMs: [20, 100], forMs: [2400, 2700] },
        { kind: 'late', count: 2, gapMs: [20, 100], forMs: [2400, 2700] },
      ],
    },
  },
  mixed: {
    store: 'postgres',
    promise: 'runs are cancelled, approved, undone, and started in transactions that may not end',
    full: {
      ...whole,
      ...mixture,
      runs: 2_500,
      troubles: [
        { kind: 'kill', count: 120, gapMs: [500, 1800] },
        { kind: 'cut', count: 120, gapMs: [300, 1500] },
        { kind: 'suspend', count: 20, gapMs: [1000, 4000], forMs: [3500, 5000] },
      ],
    },
    short: {
      ...brief,
      ...mixture,
      runs: 120,
      troubles: [
        { kind: 'kill', count: 5, gapMs: [200, 700] },
        { kind: 'cut', count: 8, gapMs: [50, 300] },
      ],
    },
  },
  cut: {
    store: 'postgres',
    promise: 'connections break after COMMIT was sent',
    full: {
      ...whole,
      runs: 4_000,
      troubles: [{ kind: 'cut', count: 600, gapMs: [20, 500] }],
    },
    short: { ...brief, runs: 100, troubles: [{ kind: 'cut', count: 15, gapMs: [20, 200] }] },
  },
};

/** What `--short` and the tests play. */
export const shortParts = ['postgres-kill', 'redis-kill', 'cut'];

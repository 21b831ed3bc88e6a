// Plays one part: runs and troubles, until every run has ended or the time is over.
import { setTimeout as pause } from 'node:timers/promises';
import { Controller } from './controller.mjs';
import { lookBack, stillOpen } from './look-back.mjs';
import { drawWay } from './run-ways.mjs';
import { openScene } from './scene.mjs';
import { seededRandom } from './seeded-random.mjs';
import { readSideRecord } from './side-record.mjs';
import { makeTroubles } from './troubles.mjs';
import { drawWorkflows } from './workflows.mjs';

const tellMs = 5_000;
const lookMs = 50;
/** The share of runs that goes on before the trouble that they are to meet. */
const ahead = 0.03;

/**
 * @param part - `store` and `size`, of `parts`: how much work and trouble; `folder`, for servers, side record and logs;
 *   `programs`, as they were bundled; `defect`, the name of a planted one.
 * @param tell - Called with a line of progress every few seconds.
 * @returns what the judge asks for.
 */
export async function playPart({ name, store, size, seed, folder, programs, defect }, tell) {
  const random = seededRandom(seed);
  const workflows = drawWorkflows(seed, store === 'postgres', size);
  const runs = Array.from({ length: size.runs }, (_, index) => ({
    id: `r${index}`,
    shape: random.below(workflows.length),
    ...drawWay(random, size.mixed === true),
    isAcknowledged: false,
    isDeadLettered: false,
    /** Of one that a host starts in a transaction: whether that was committed. */
    isMade: null,
    /** When a cancel of it was acknowledged. */
    cancelledAt: null,
    record: undefined,
  }));
  const startedAt = Date.now();
  const scene = await openScene({ store, size, folder, programs, defect, random });
  try {
    const failure = await playRuns({ scene, size, runs, workflows, name }, tell);
    const leftOpen = failure === null ? await stillOpen(scene.direct) : [];
    const { workers, cuts, outages, late, lines } = scene;
    const { kills, suspensions, deaths, lives } = workers;
    await workers.stop();
    return {
      name,
      seed,
      leaseMs: size.leaseMs,
      concurrency: size.concurrency,
      recovery: size.recovery,
      workflows,
      runs,
      lines: readSideRecord(lines),
      kills,
      suspensions,
      deaths,
      lives,
      cuts,
      outages,
      late,
      leftOpen,
      lookedBack: await lookBack(scene.direct, runs),
      rows: await scene.host.readRows(),
      calls: await scene.host.readCalls(),
      lone: size.lone === true,
      failure,
      elapsedMs: Date.now() - startedAt,
    };
  } finally {
    await scene.close();
  }
}

/** @returns what kept the runs from ending, or `null`. */
async function playRuns({ scene, size, runs, workflows, name }, tell) {
  const { random, engine, workers } = scene;
  let troubles;
  const controller = new Controller({
    engine,
    workflows,
    runs,
    random,
    workers,
    window: size.window,
    lone: size.lone === true,
    startInTransaction: scene.startInTransaction,
    mayStart: () => Math.ceil(runs.length * Math.min(1, troubles.done + ahead)),
  });
  troubles = makeTroubles(size.troubles, scene, () => controller.progress.ended / runs.length);
  const endsAt = Date.now() + size.limitMs;
  let failure;
  const settle = (thrown) => (failure = thrown?.stack ?? null);
  Promise.all([controller.run(), troubles.over]).then(() => settle(), settle);
  for (let toldAt = Date.now(); failure === undefined;) {
    await pause(lookMs);
    if (Date.now() > endsAt) failure = `not at an end after ${size.limitMs / 1000} s`;
    if (Date.now() - toldAt < tellMs && failure === undefined) continue;
    toldAt = Date.now();
    const { started, ended, open } = controller.progress;
    tell(`${name}: ${troubles.made} troubles, ${started} started, ${ended} ended, ${open} open`);
  }
  troubles.stop();
  controller.stop();
  return failure;
}

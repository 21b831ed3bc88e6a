// What is done to workers, servers and connections while runs go on, at moments that a seed decides.
import { setTimeout as pause } from 'node:timers/promises';

/** Queries that a cut hits, by a text that only they hold, and on which side of the server's work. */
const endOfTransaction = 'COMMIT\0';
const beginning = 'BEGIN ';
const cuts = [
  { kind: 'answer', about: 'commit_changes' },
  { kind: 'answer', about: endOfTransaction },
  { kind: 'answer', about: 'claim_runs' },
  { kind: 'answer', about: 'create_runs' },
  { kind: 'answer', about: 'deliver_messages' },
  { kind: 'question', about: 'commit_changes' },
  { kind: 'question', about: endOfTransaction },
  { kind: 'question', about: beginning },
];
/** Calls that only a run by itself makes. */
const loneCalls = [
  'commit_changes_step',
  'commit_changes_end',
  'create_runs_one',
  'claim_runs_one',
];
const loneCuts = loneCalls.flatMap((about) => [
  { kind: 'answer', about },
  { kind: 'answer', about },
  { kind: 'question', about },
]);
const lookMs = 20;
/** A question that is to come late is waited for that long. */
const withinMs = 2_000;

/** What each kind of trouble does, once. */
const acts = {
  kill: ({ workers }) => workers.kill(),
  suspend: ({ workers, random }, { forMs }) => workers.suspend(random.between(...forMs)),
  async restart({ server, outages, random }, { awayMs }) {
    const outage = { from: Date.now(), to: Infinity };
    outages.push(outage);
    await server.kill();
    await pause(random.between(...awayMs));
    await server.start();
    outage.to = Date.now();
  },
  /** What a worker writes arrives when its run has long been given to another, and the worker sleeps meanwhile. */
  async late({ proxy, workers, random, late }, { forMs }, made) {
    const held = await proxy.hold(loneCalls[made % loneCalls.length], withinMs);
    if (held === undefined) return;
    const { life, hit, release } = held;
    const at = Date.now();
    const hasSlept = await workers.suspendLife(life, random.between(...forMs), release);
    if (hasSlept) late.push({ life, hit, at });
  },
  cut: ({ proxy, random }, { lone }) => proxy.cut(random.pick(lone ? loneCuts : cuts)),
};

/**
 * Makes trouble until each kind has been made as often as it is asked for, no faster than the runs get on.
 *
 * @param ended - The share of runs that have ended, 0 to 1.
 * @returns `done` (the share of the trouble that lags behind most) and `over`, which resolves with the last of it.
 */
export function makeTroubles(troubles, scene, ended) {
  const lanes = troubles.map((trouble) => ({ trouble, made: 0 }));
  let isStopped = false;
  const make = async (lane) => {
    const { kind, count, gapMs } = lane.trouble;
    const ahead = Math.max(2, count * 0.03);
    while (lane.made < count) {
      await pause(scene.random.between(...gapMs));
      while (lane.made > count * ended() + ahead && !isStopped) await pause(lookMs);
      if (isStopped) return;
      await acts[kind](scene, lane.trouble, lane.made);
      lane.made += 1;
    }
  };
  return {
    get done() {
      return Math.min(1, ...lanes.map(({ made, trouble }) => made / trouble.count));
    },
    get made() {
      return lanes.reduce((sum, { made }) => sum + made, 0);
    },
    over: Promise.all(lanes.map(make)),
    stop() {
      isStopped = true;
    },
  };
}

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from './statistics.mjs';

const script = fileURLToPath(new URL('contestant.mjs', import.meta.url));
const usualLimitMs = 120_000;
const usualArgv = ['--expose-gc', '--no-warnings'];
const processEnv = { ...process.env, NODE_ENV: 'production' };

/**
 * Measures the same case for several contestants, round by round in turn, so that a slow moment of the
 * machine strikes all of them alike.
 *
 * @param entries `{ [contestant]: { module, case, env } }`: the module's file URL, its case, and what its
 *   process finds in the environment besides ours.
 * @param rounds how many rounds count, after one that warms up.
 * @param scale share of the usual amount of work in a round.
 * @param perRound turns `{ count, ms, cpuMs }` of a round into the figure.
 * @returns by contestant `{ median, min, max, busy }`, or `{ missing }` with the reason. `busy` is CPU time
 *   by wall time: what only computes and has less than 1 shared its processor with somebody else.
 */
export async function compete({ entries, rounds, scale, perRound }) {
  const played = await playRounds({ entries, rounds, scale });
  return new Map([...played].map(([name, rounds]) => [name, summaryOf(rounds, perRound)]));
}

/**
 * The same, but gives what was measured, for several figures of one and the same rounds.
 *
 * @param entries as for `compete`; `execArgv` are flags for that contestant's Node.
 * @param warmUp false: no round that does not count, for what takes minutes.
 * @param limitMs how long a round may take, all that belongs to it.
 * @returns by contestant `{ measured, missing }`: the rounds that count as `{ count, ms, cpuMs, meters,
 *   samples }`, or why there are none.
 */
export async function playRounds({
  entries,
  rounds,
  scale,
  warmUp = true,
  limitMs = usualLimitMs,
}) {
  const names = Object.keys(entries);
  const seats = new Map(names.map((name) => [name, openSeat(entries[name])]));
  try {
    for (let round = warmUp ? 0 : 1; round <= rounds; round += 1) {
      const first = round % names.length;
      const order = [...names.slice(first), ...names.slice(0, first)];
      for (const name of order) await playRound(seats.get(name), { round, scale, limitMs });
    }
    return new Map(
      [...seats].map(([name, { measured, missing }]) => [name, { measured, missing }]),
    );
  } finally {
    for (const { child } of seats.values()) child.kill();
  }
}

/** Median, least and most of a figure over the rounds that were played. */
export function summaryOf({ measured, missing }, perRound) {
  if (missing !== undefined) return { missing };
  const values = measured.map(perRound);
  return {
    median: median(values),
    min: Math.min(...values),
    max: Math.max(...values),
    busy: median(measured.map(({ cpuMs, ms }) => cpuMs / ms)),
  };
}

function openSeat({ module, case: name, env, execArgv = [] }) {
  const options = { execArgv: [...usualArgv, ...execArgv], env: { ...processEnv, ...env } };
  const child = fork(script, [module, name], options);
  const seat = { child, measured: [], missing: undefined, ready: undefined };
  seat.ready = answerOf(child);
  return seat;
}

async function playRound(seat, { round, scale, limitMs }) {
  const { failed: unready } = await seat.ready;
  seat.missing ??= unready;
  if (seat.missing !== undefined) return;
  const answer = answerOf(seat.child, limitMs);
  seat.child.send({ scale: round === 0 ? scale / 2 : scale });
  const { failed, ...measured } = await answer;
  if (failed !== undefined) seat.missing = failed;
  else if (round > 0) seat.measured.push(measured);
}

/** The next thing that the process says; also when it says nothing more. */
function answerOf(child, limitMs = usualLimitMs) {
  return new Promise((resolve) => {
    const settle = (answer) => {
      clearTimeout(timer);
      child.off('message', settle);
      child.off('exit', onExit);
      resolve(answer);
    };
    const onExit = (code, signal) => settle({ failed: `its process ended (${signal ?? code})` });
    const timer = setTimeout(settle, limitMs, { failed: `a round took over ${limitMs / 1000} s` });
    child.once('message', settle);
    child.once('exit', onExit);
  });
}

import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from './statistics.mjs';

const script = fileURLToPath(new URL('contestant.mjs', import.meta.url));
const roundLimitMs = 120_000;
const execArgv = ['--expose-gc', '--no-warnings'];
const env = { ...process.env, NODE_ENV: 'production' };

/**
 * Measures the same case for several contestants, round by round in turn, so that a slow moment of the
 * machine strikes all of them alike.
 *
 * @param entries `{ [contestant]: { module, case } }`: the module's file URL and its case.
 * @param rounds how many rounds count, after one that warms up.
 * @param scale share of the usual amount of work in a round.
 * @param perRound turns `{ count, ms, cpuMs }` of a round into the figure.
 * @returns by contestant `{ median, min, max, busy }`, or `{ missing }` with the reason. `busy` is CPU time
 *   by wall time: what only computes and has less than 1 shared its processor with somebody else.
 */
export async function compete({ entries, rounds, scale, perRound }) {
  const names = Object.keys(entries);
  const seats = new Map(names.map((name) => [name, openSeat(entries[name])]));
  try {
    for (let round = 0; round <= rounds; round += 1) {
      const first = round % names.length;
      const order = [...names.slice(first), ...names.slice(0, first)];
      for (const name of order) await playRound(seats.get(name), { round, scale, perRound });
    }
    return new Map(names.map((name) => [name, resultOf(seats.get(name))]));
  } finally {
    for (const { child } of seats.values()) child.kill();
  }
}

function openSeat({ module, case: name }) {
  const child = fork(script, [module, name], { execArgv, env });
  const seat = { child, values: [], busy: [], missing: undefined, ready: undefined };
  seat.ready = answerOf(child);
  return seat;
}

async function playRound(seat, { round, scale, perRound }) {
  const { failed: unready } = await seat.ready;
  seat.missing ??= unready;
  if (seat.missing !== undefined) return;
  const answer = answerOf(seat.child);
  seat.child.send({ scale: round === 0 ? scale / 2 : scale });
  const { failed, ...measured } = await answer;
  if (failed !== undefined) seat.missing = failed;
  else if (round > 0) {
    seat.values.push(perRound(measured));
    seat.busy.push(measured.cpuMs / measured.ms);
  }
}

/** The next thing that the process says; also when it says nothing more. */
function answerOf(child) {
  return new Promise((resolve) => {
    const settle = (answer) => {
      clearTimeout(timer);
      child.off('message', settle);
      child.off('exit', onExit);
      resolve(answer);
    };
    const onExit = (code, signal) => settle({ failed: `its process ended (${signal ?? code})` });
    const timer = setTimeout(settle, roundLimitMs, { failed: 'a round took over two minutes' });
    child.once('message', settle);
    child.once('exit', onExit);
  });
}

function resultOf({ values, busy, missing }) {
  if (missing !== undefined) return { missing };
  return {
    median: median(values),
    min: Math.min(...values),
    max: Math.max(...values),
    busy: median(busy),
  };
}

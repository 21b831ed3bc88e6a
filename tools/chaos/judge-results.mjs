// Nothing is lost and nothing is committed twice: every run ends with the right output, and all who read a step's outcome
// read the same one.
import { decidedNonce, pureNonce, tokensIn } from './tokens.mjs';

/** Clocks of one machine, read in two processes. */
const clockMs = 5;

export function judgeResults({ runs }, { steps, strangers }, report) {
  const finals = new Map();
  for (const run of runs) {
    if (isLost(run)) report('no run is lost', endOf(run));
    if (!isCompleted(run)) continue;
    for (const token of tokensIn(run.record.output)) finals.set(token.s, token);
  }
  for (const { s, life } of strangers) {
    report('only steps of the workflow run', `${s} began in ${life}`);
  }
  const scene = { steps, report, nonceOf: (s) => finals.get(s)?.nonce };
  let decided = 0;
  for (const [s, step] of steps) {
    if (!isCompleted(step.run)) continue;
    const final = finals.get(s);
    if (final?.nonce === decidedNonce(s)) decided += 1;
    judgeOutcome({ s, ...step }, final, scene);
    for (const begin of step.begins) judgeBegin({ s, ...step }, begin, scene);
  }
  return {
    runsLost: runs.filter(isLost).length,
    runsDeadLettered: runs.filter(({ isDeadLettered }) => isDeadLettered).length,
    stepsDecided: decided,
  };
}

/** It has not completed, was not cancelled, and was started. */
function isLost({ record, way, isMade }) {
  if (way === 'transaction' && isMade === false) return false;
  if (way === 'cancel' && record?.status === 'cancelled') return false;
  return !isCompleted({ record });
}

function isCompleted({ record }) {
  return record?.status === 'completed';
}

function endOf({ id, record }) {
  const { code = '', message = '', step = '' } = record?.error ?? {};
  return `${id} ${record?.status ?? 'has no result'} ${code} ${step} ${message}`.trim();
}

function judgeOutcome(step, final, { report, nonceOf }) {
  if (final?.v !== step.v) {
    report('every output is right', `${step.s} gave ${final?.v}, not ${step.v}`);
  } else if (!isOwn(step, final.nonce, nonceOf)) {
    report('every outcome is of the step itself', `${step.s} has ${final.nonce}`);
  }
}

/** The outcome was made by this step: one of its lines says so, or it follows from what it read. */
function isOwn({ s, kind, ends, reads }, nonce, nonceOf) {
  switch (kind) {
    case 'signal':
      return nonce === `signal-a-${s}` || nonce === `signal-b-${s}`;
    case 'pure':
      return (
        nonce ===
        pureNonce(
          s,
          reads.map((read) => ({ nonce: nonceOf(read) })),
        )
      );
    default:
      if (kind === 'once' && nonce === decidedNonce(s)) return true;
      return ends.some((line) => line.nonce === nonce);
  }
}

/** Whoever read an outcome, also in attempts that a crash ended, read the one that is committed, after it was made. */
function judgeBegin({ s, reads, after, run }, { saw, at, life }, { steps, report, nonceOf }) {
  for (const read of reads) {
    if (saw[read] !== nonceOf(read)) {
      const what = `${s} in ${life} read ${saw[read]} of ${read}, committed is ${nonceOf(read)}`;
      report('no outcome is committed twice', what);
    }
    const made = madeAt(steps, read, saw[read]);
    if (made > at + clockMs) {
      report('no step begins before what it reads was made', `${s} at ${at}, ${read} at ${made}`);
    }
  }
  for (const delay of after) {
    for (const read of delay.reads) {
      const passedMs = at - madeAt(steps, read, nonceOf(read));
      if (!(passedMs < delay.delayMs - clockMs)) continue;
      const what = `${s} began ${passedMs} ms after ${read}, with a delay of ${delay.delayMs} ms between`;
      report('no timer comes early', what);
    }
  }
  const lateMs = at - run.record.finishedAt;
  if (lateMs > clockMs) {
    report('nothing begins after the run has ended', `${s} began ${lateMs} ms after it`);
  }
}

/** When a step gave that outcome; NaN when no process says so, as for signals and decisions. */
function madeAt(steps, s, nonce) {
  return steps.get(s).ends.find((line) => line.nonce === nonce)?.at ?? Number.NaN;
}

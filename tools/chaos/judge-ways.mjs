// Runs that were not left to go on: a cancel is carried out and undoes what was done, and a run that a host started in a
// transaction is there exactly when that was committed.
import { grouped } from './grouped.mjs';

/** Clocks of one machine, read in two processes. */
const clockMs = 5;
/** So long after a cancel was acknowledged steps may begin that had been decided on, in a process that is busy. */
const heardMs = 1_000;
/** Beside the lease, for a run that was held, as the store knows, by a process that was lost or does not know of it. */
const marginMs = 2_000;

export function judgeWays(evidence, { steps }, report) {
  const { runs, lookedBack, lines, workflows } = evidence;
  const later = new Map(lookedBack.map((each) => [each.id, each]));
  const linesOf = grouped(lines, ({ runId }) => runId);
  const undoes = ({ shape }) => workflows[shape].undoes;
  const scene = { report, later, steps, undoes, lines: (id) => linesOf.get(id) ?? [] };
  judgeTransactions(evidence, scene);
  for (const run of runs) {
    if (run.cancelledAt !== null) judgeCancel(run, evidence.leaseMs, scene);
    if (run.record?.status === 'cancelled') judgeCancelled(run, evidence.rows, scene);
    else if (scene.lines(run.id).some(({ kind }) => kind === 'undo')) {
      report('only what a cancelled run did is undone', `${run.id} ${run.record?.status}`);
    }
  }
  const isOf = (way) => runs.filter((run) => run.way === way);
  const count = (list, test) => list.filter((each) => test(each)).length;
  return {
    runsCancelled: count(runs, ({ record }) => record?.status === 'cancelled'),
    cancelsThatCameLate: count(isOf('cancel'), ({ record }) => record?.status === 'completed'),
    stepsUndone: count(lines, ({ kind }) => kind === 'undo'),
    runsInTransactions: isOf('transaction').length,
    runsThatNeverWere: count(isOf('transaction'), ({ isMade }) => isMade === false),
  };
}

function judgeTransactions({ runs, cuts }, { report, later, lines }) {
  let broken = 0;
  for (const { id, fate, isMade } of runs) {
    if (isMade !== false) continue;
    if (fate === 'commits') broken += 1;
    const begun = lines(id).length;
    if (later.get(id).record === null && begun === 0) continue;
    const what = `${id} (${fate}): ${later.get(id).record?.status ?? 'no record'}, ${begun} lines`;
    report('a run whose transaction did not commit never was', what);
  }
  if (broken > cuts.length) {
    report('what a host commits is there', `${broken} were not, with ${cuts.length} cuts`);
  }
}

function judgeCancel({ id, record, cancelledAt }, leaseMs, { report, lines }) {
  for (const { kind, s, at } of lines(id)) {
    if (kind !== 'begin' || at - cancelledAt <= heardMs) continue;
    report('a cancel is carried out', `${s} began ${at - cancelledAt} ms after it`);
  }
  if (record?.status === 'cancelled') return;
  const lateMs = (record?.finishedAt ?? Infinity) - cancelledAt;
  if (lateMs <= leaseMs + marginMs) return;
  report('a cancel is carried out', `${id} ${record?.status} ${lateMs} ms after it`);
}

function judgeCancelled(run, rows, scene) {
  const { report, later, steps, lines } = scene;
  const outcomes = new Map();
  for (const { tokens } of later.get(run.id).outcomes) {
    for (const { s, nonce } of tokens) outcomes.set(s, nonce);
  }
  const own = lines(run.id);
  for (const { kind, s, saw, at, life } of own) {
    if (kind !== 'begin') continue;
    for (const [read, nonce] of Object.entries(saw)) {
      if (outcomes.get(read) === nonce) continue;
      const what = `${s} in ${life} read ${nonce} of ${read}, committed is ${outcomes.get(read)}`;
      report('no outcome is committed twice', what);
    }
    if (at - run.record.finishedAt > clockMs) {
      report('nothing begins after the run has ended', `${s} began at ${at}`);
    }
  }
  const undone = own.filter(({ kind }) => kind === 'undo');
  judgeUndone(run, outcomes, undone, scene);
  judgeRowsOf(run, outcomes, rows, { steps, report });
}

/** Each outcome of a step that says how it is undone, after those that were made of it. */
function judgeUndone(run, outcomes, undone, { steps, undoes, report }) {
  const of = grouped(undone, ({ s }) => s);
  for (const { s, nonce } of undone) {
    if (outcomes.get(s) === nonce) continue;
    report('only what a cancelled run did is undone', `${s} of ${nonce}`);
  }
  for (const s of outcomes.keys()) {
    const step = steps.get(s);
    if (!undoes(run) || step.kind !== 'work' || s.split('/').length > 2) continue;
    if (!of.has(s)) {
      report('what a cancelled run did is undone', `${s} is not`);
      continue;
    }
    const firstAt = Math.min(...of.get(s).map(({ at }) => at));
    for (const later of outcomes.keys()) {
      if (!of.has(later) || !steps.get(later).reads.includes(s)) continue;
      const lastAt = Math.max(...of.get(later).map(({ at }) => at));
      if (lastAt <= firstAt + clockMs) continue;
      report('what was done last is undone first', `${later} at ${lastAt}, ${s} at ${firstAt}`);
    }
  }
}

/** Transactional steps have written their rows exactly when their outcome was. */
function judgeRowsOf({ id }, outcomes, rows, { steps, report }) {
  const found = grouped(
    (rows ?? []).filter(({ s }) => s.startsWith(`${id}/`)),
    ({ s }) => s,
  );
  const names = new Set([...found.keys(), ...outcomes.keys()]);
  for (const s of names) {
    if (steps.get(s)?.kind !== 'tx') continue;
    const nonces = (found.get(s) ?? []).map(({ nonce }) => nonce);
    if (nonces.length === (outcomes.has(s) ? 1 : 0) && nonces[0] === outcomes.get(s)) continue;
    const what = `${s} wrote ${nonces.length} rows (${nonces.join(', ')}), committed is ${outcomes.get(s)}`;
    report('a transactional step does its work exactly once', what);
  }
}

// What is written stays: a run that has ended says the same for ever, and its journal holds each outcome once, the one of the
// result.
import { tokensIn } from './tokens.mjs';

export function judgeJournals({ runs, lookedBack, leftOpen }, report) {
  for (const id of leftOpen) report('nothing is left open', id);
  const later = new Map(lookedBack.map((each) => [each.id, each]));
  let outcomes = 0;
  for (const run of runs) {
    const found = later.get(run.id);
    if (run.record?.status === undefined || found === undefined) continue;
    outcomes += found.outcomes.length;
    if (resultOf(found.record) !== resultOf(run.record)) {
      const what = `${run.id} ended as ${shortOf(run.record)}, and is ${shortOf(found.record)}`;
      report('a result stays as it is', what);
    }
    // A run that was set aside and resumed ended twice.
    if (run.isDeadLettered) continue;
    if (found.ends.length !== 1) report('a run ends once', `${run.id} ended ${found.ends}`);
    judgeOutcomes(run, found, report);
  }
  return { outcomesInJournals: outcomes };
}

function resultOf(record) {
  const { status = null, finishedAt = null, output = null } = record ?? {};
  return JSON.stringify([status, finishedAt, output]);
}

function shortOf(record) {
  return `${record?.status} at ${record?.finishedAt}`;
}

function judgeOutcomes(run, { outcomes }, report) {
  const nonces = new Set(tokensIn(run.record.output).map(({ nonce }) => nonce));
  const seen = new Set();
  for (const outcome of outcomes) {
    // A host that has not heard of its decision decides once more, and that is a fact as well.
    if (seen.has(outcome.step) && !outcome.isDecided) {
      report('a journal holds each outcome once', `${run.id} has another of ${outcome.step}`);
    }
    seen.add(outcome.step);
    if (run.record.status !== 'completed') continue;
    for (const { nonce } of outcome.tokens) {
      if (nonces.has(nonce)) continue;
      report('journal and result agree', `${run.id} has ${nonce} of ${outcome.step}`);
    }
  }
}

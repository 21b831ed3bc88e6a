// What the engine says of runs when all is over: that it still says what it said when they ended is a promise, too.
import { setTimeout as pause } from 'node:timers/promises';
import { tokensIn } from './tokens.mjs';

const atOnce = 20;
/** A child that was made when its parent was already cancelled ends after it, also when its worker was lost. */
const endingMs = 10_000;
const againMs = 100;
const final = /^run\.(completed|failed|cancelled)$/;

/** @returns the ids of runs and children that do not come to an end, though every run of the host's has. */
export async function stillOpen(engine) {
  const status = ['queued', 'running', 'waiting'];
  for (const endsAt = Date.now() + endingMs; ; await pause(againMs)) {
    const { runs } = await engine.list({ status, limit: 1000 });
    if (runs.length === 0 || Date.now() > endsAt) return runs.map(({ runId }) => runId);
  }
}

/** @returns of each run its id, its `record` as it is now, and the `outcomes` and `ends` that its journal holds. */
export async function lookBack(engine, runs) {
  const found = [];
  for (let at = 0; at < runs.length; at += atOnce) {
    const some = runs.slice(at, at + atOnce).map((run) => look(engine, run));
    found.push(...(await Promise.all(some)));
  }
  return found;
}

async function look(engine, { id }) {
  const record = await engine.get(id);
  if (record === null) return { id, record, outcomes: [], ends: [] };
  const journal = await engine.journal(id);
  return {
    id,
    record,
    outcomes: journal.flatMap(outcomeOf),
    ends: journal.filter(({ type }) => final.test(type)).map(({ type }) => type),
  };
}

/** The outcome of a step that a fact holds, in a list. */
function outcomeOf(fact) {
  const { step, type } = fact;
  const outcome = (value, isDecided) => [{ step, tokens: tokensIn(value), isDecided }];
  if (type === 'step.completed') return outcome(fact.output, false);
  if (type === 'child.ended') return outcome(fact.outcome, false);
  return type === 'step.resolved' ? outcome(fact.resolution, true) : [];
}

// What the host says to runs: signals and approvals, some of them twice, decisions about steps of which a crash left the end
// open, and that they shall stop.
import { decidedNonce } from './tokens.mjs';
import { expectedSteps } from './workflows.mjs';

/** Signals come up to this long after the start of their run: some before anybody waits for them. */
const latestMs = 1500;
/** A run that is to be cancelled is so up to this long after its start. */
const latestCancelMs = 1500;
/** A decision is made again when the step still asks after this long. */
const decideAgainMs = 3000;

/** What a step of a run must give. */
function valueOfStep(workflows, run, s) {
  return expectedSteps(workflows[run.shape], run.id).get(s).v;
}

/** A run that has ended takes nothing more: the other copy of the signal, or the decision, has come before. */
function unlessEnded(error) {
  if (error.code !== 'RUN_CONFLICT') throw error;
}

/** @param insist - Asks again as long as the store is away. */
export function createSignals({ engine, workflows, random, insist }) {
  const planned = [];
  const send = ({ run, id, copy }) => {
    const s = `${run.id}/${id}`;
    const payload = { s, v: valueOfStep(workflows, run, s), nonce: `signal-${copy}-${s}` };
    const work = () => engine.signal(run.id, id, payload, { id: `signal:${id}` });
    return insist(work).catch(unlessEnded);
  };
  return {
    /** Plans the signals of a run that was just started. */
    plan(run) {
      const now = Date.now();
      for (const { id, kind } of workflows[run.shape].nodes) {
        if (kind !== 'signal') continue;
        const at = now + random.below(latestMs);
        planned.push({ run, id, at, copy: 'a' });
        // The same signal once more, as a host sends it that has not heard of the first.
        if (random.next() < 0.5) planned.push({ run, id, at: at + random.below(50), copy: 'b' });
      }
    },
    async sendDue() {
      const now = Date.now();
      const due = planned.filter(({ at }) => at <= now);
      for (const one of due) planned.splice(planned.indexOf(one), 1);
      await Promise.all(due.map(send));
    },
  };
}

/** Decides what runs ask people; as two people would who have seen the same question. */
export function createApprovals({ engine, workflows, runs, random, insist }) {
  const decidedAt = new Map();
  const approve = async ({ runId, step }) => {
    const s = `${runId}/${step}`;
    if (Date.now() - (decidedAt.get(s) ?? 0) < decideAgainMs) return;
    decidedAt.set(s, Date.now());
    const v = valueOfStep(workflows, runs.get(runId), s);
    const send = (copy) => {
      const payload = { s, v, nonce: `signal-${copy}-${s}`, isApproved: true };
      const options = { id: `decision:${step}` };
      return insist(() => engine.signal(runId, `approval:${step}`, payload, options));
    };
    const copies = random.next() < 0.5 ? ['a', 'b'] : ['a'];
    await Promise.all(copies.map((copy) => send(copy).catch(unlessEnded)));
  };
  return {
    async approveAll() {
      const { waits } = await insist(() => engine.waits({ kind: 'approval', limit: 1000 }));
      await Promise.all(waits.map(approve));
    },
  };
}

/** Stops runs in the midst of what they do. */
export function createCancels({ engine, random, insist }) {
  const planned = [];
  const cancel = async ({ run }) => {
    try {
      await insist(() => engine.cancel(run.id));
      run.cancelledAt = Date.now();
    } catch (error) {
      unlessEnded(error);
    }
  };
  return {
    plan(run) {
      if (run.way === 'cancel')
        planned.push({ run, at: Date.now() + random.below(latestCancelMs) });
    },
    async cancelDue() {
      const now = Date.now();
      const due = planned.filter(({ at }) => at <= now);
      for (const one of due) planned.splice(planned.indexOf(one), 1);
      await Promise.all(due.map(cancel));
    },
  };
}

/** @param runs - By id. */
export function createDecisions({ engine, workflows, runs, insist }) {
  const decidedAt = new Map();
  const decide = async ({ runId, step }) => {
    const name = `${runId} ${step}`;
    if (Date.now() - (decidedAt.get(name) ?? 0) < decideAgainMs) return;
    decidedAt.set(name, Date.now());
    const { input } = await insist(() => engine.get(runId));
    const s = `${input.key}/${step}`;
    const run = runs.get(s.slice(0, s.indexOf('/')));
    const output = { s, v: valueOfStep(workflows, run, s), nonce: decidedNonce(s) };
    const work = () => engine.resolveStep(runId, step, { action: 'complete', output });
    await insist(work).catch(unlessEnded);
  };
  return {
    async decideAll() {
      const { waits } = await insist(() => engine.waits({ kind: 'unknown', limit: 1000 }));
      await Promise.all(waits.map(decide));
    },
  };
}

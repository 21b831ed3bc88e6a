/** Tells listeners the facts that were committed. */

import type { RunEvent } from '../model/run-event.js';
import type { AttemptRun } from './attempt.js';
import type { EventSource, RunFacts } from './engine-events.js';

/** Turns journal entries into engine events, in order. */
export function announce(events: EventSource, run: AttemptRun, facts: readonly RunEvent[]): void {
  for (const fact of facts) if (events.hears(nameOf(fact))) tell(events, run, fact);
}

/** Facts that only the journal keeps go under the event that they lead to. */
function nameOf({ type }: RunEvent): Parameters<EventSource['hears']>[0] {
  switch (type) {
    case 'signal.received':
    case 'timer.fired':
    case 'child.started':
    case 'child.ended':
    case 'cancel.requested':
    case 'run.timedOut':
    case 'run.recovered':
    case 'run.deadLettered':
    case 'step.resolved':
    case 'step.started':
      return 'journal';
    default:
      return type;
  }
}

function tell(events: EventSource, run: AttemptRun, fact: RunEvent): void {
  const { tenant, runId, workflowId } = run;
  if (fact.type === 'step.completed') {
    const { at, step, attempt, port, output, startedAt } = fact;
    const durationMs = at - startedAt;
    const told = { tenant, runId, workflowId, at, step, attempt, port, output, durationMs };
    events.emit('step.completed', told);
    return;
  }
  const base = { tenant, runId, workflowId, at: fact.at };
  switch (fact.type) {
    case 'run.started':
      return undefined; // told when it began
    case 'run.resumed':
      return events.emit(fact.type, base);
    case 'run.completed':
      return events.emit(fact.type, { ...base, output: fact.output });
    case 'run.failed':
      return events.emit(fact.type, { ...base, error: fact.error });
    case 'run.cancelled':
      return events.emit(fact.type, { ...base, reason: fact.reason });
    case 'run.timedOut':
    case 'run.recovered':
    case 'run.deadLettered':
      return events.emit('journal', { ...base, fact });
    default:
      return tellStep(events, base, fact);
  }
}

function tellStep(
  events: EventSource,
  run: RunFacts,
  fact: Exclude<RunEvent, { readonly type: `run.${string}` }>,
): void {
  switch (fact.type) {
    case 'step.failed': {
      const { step, attempt, error, at, startedAt } = fact;
      const durationMs = at - startedAt;
      return events.emit(fact.type, { ...run, step, attempt, error, durationMs });
    }
    case 'step.retrying': {
      const { step, attempt, error, wakeAt } = fact;
      return events.emit(fact.type, { ...run, step, attempt, error, wakeAt });
    }
    case 'step.waiting': {
      const { step, attempt, wait } = fact;
      return events.emit(fact.type, { ...run, step, attempt, wait });
    }
    case 'step.cancelled':
    case 'step.unknown':
      return events.emit(fact.type, { ...run, step: fact.step, attempt: fact.attempt });
    default:
      return events.emit('journal', { ...run, fact });
  }
}

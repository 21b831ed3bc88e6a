/** Folds what is told of a run into records of its steps, and notes which nodes and ports it has changed. */

import type { RunEvent, StepProgress } from '@flowgraft/core';
import { isCutValue, type NumberedFact, type RunUpdate } from '../transport/transport.js';
import { NodeTotals } from './node-totals.js';
import type { NodeRunState } from './run-states.js';
import {
  applyLiveFact,
  applyStepFact,
  guessed,
  openSpan,
  stopSpans,
  wakeUp,
} from './step-facts.js';
import { newStep, type StepRecord } from './step-record.js';
import { readStepName } from './step-name.js';

/** How often a port of a node was taken. */
export interface PortTotals {
  readonly count: number;
  readonly lastAt: number | null;
}

/** Stands for the port that a step took whose failure was dealt with: `error` where it has edges, else `out`. */
export const handledPort = '!handled';

/** Stands for the port that a container took in which something had failed: the document says which that is. */
export const failedInsidePort = '!failedInside';

export class RunFold {
  readonly steps = new Map<string, StepRecord>();
  /** Nodes whose state is another than when this was last emptied. */
  readonly changedNodes = new Set<string>();
  /** Nodes of which a port was taken since this was last emptied. */
  readonly changedPorts = new Set<string>();
  /** The steps that failed and were not dealt with, in the order in which they did. */
  readonly failed = new Set<string>();
  /** The journal's next entry. */
  nextSeq = 0;
  /** When the last known fact happened. */
  lastAt: number | null = null;
  endedAt: number | null = null;
  #hasOpened = false;
  /** Steps that wait for something. */
  readonly #waiting = new Set<string>();
  readonly #nodes = new Map<string, NodeTotals>();
  readonly #ports = new Map<string, Map<string, PortTotals>>();

  /** @param now - By this device's clock. */
  take(update: RunUpdate, now: number): void {
    const takenAt = this.#hasOpened ? now : null;
    this.#hasOpened = true;
    for (const numbered of update.facts) this.#fact(numbered, takenAt);
    for (const progress of update.steps) this.#status(progress, update.run.startedAt, takenAt);
    for (const fact of update.live) {
      this.#change(fact.step, (record) => applyLiveFact(record, fact));
    }
  }

  node(id: string): NodeRunState | null {
    return this.#nodes.get(id)?.state() ?? null;
  }

  port(nodeId: string, port: string): PortTotals | undefined {
    return this.#ports.get(nodeId)?.get(port);
  }

  #fact({ seq, fact }: NumberedFact, takenAt: number | null): void {
    // Told before, by a connection that broke.
    if (seq < this.nextSeq) return;
    this.nextSeq = seq + 1;
    this.lastAt = fact.at;
    if ('step' in fact) {
      this.#change(fact.step, (record) => applyStepFact(record, fact, seq));
      this.#touchContainers(fact.step, fact.at);
      if (fact.type === 'step.completed') this.#leave(fact, takenAt);
      return;
    }
    if (fact.type === 'signal.received') this.#signal(fact.name, fact.at);
    else this.#runFact(fact);
  }

  #runFact(fact: RunEvent): void {
    if (fact.type === 'run.resumed') this.endedAt = null;
    const isEnd =
      fact.type === 'run.completed' || fact.type === 'run.failed' || fact.type === 'run.cancelled';
    if (!isEnd) return;
    this.endedAt = fact.at;
    for (const [step] of this.steps) this.#change(step, (record) => stopSpans(record, fact.at));
  }

  /** A signal names no step: the first that waits for it takes it. */
  #signal(name: string, at: number): void {
    for (const step of this.#waiting) {
      if (this.steps.get(step)?.wait?.signal !== name) continue;
      this.#change(step, (record) => wakeUp(record, at));
      return;
    }
  }

  /** What the engine says of a step's status; the only word about containers and about nodes that do no work. */
  #status(
    { step, status }: StepProgress,
    runStartedAt: number | null,
    takenAt: number | null,
  ): void {
    const at = this.lastAt ?? runStartedAt;
    const before = this.steps.get(step);
    this.#change(step, (record) => withStatus(record, status, at));
    if (status !== 'completed' || before?.status === 'completed') return;
    this.#count(readStepName(step).nodeId, this.#concludedPort(step, before), takenAt);
  }

  /** The port of a step whose completion no fact tells of. */
  #concludedPort(step: string, before: StepRecord | undefined): string {
    if (before?.status === 'failed') return handledPort;
    const isInside = (failed: string): boolean => readStepName(failed).inside?.container === step;
    return before !== undefined && [...this.failed].some(isInside) ? failedInsidePort : 'out';
  }

  #leave(
    fact: Extract<RunEvent, { readonly type: 'step.completed' }>,
    takenAt: number | null,
  ): void {
    const { nodeId, isUndo } = readStepName(fact.step);
    if (isUndo) return;
    for (const port of portsOf(fact)) this.#count(nodeId, port, takenAt);
  }

  #count(nodeId: string, port: string, lastAt: number | null): void {
    const ports = this.#ports.get(nodeId) ?? new Map<string, PortTotals>();
    this.#ports.set(nodeId, ports);
    const before = ports.get(port);
    ports.set(port, { count: (before?.count ?? 0) + 1, lastAt: lastAt ?? before?.lastAt ?? null });
    this.changedPorts.add(nodeId);
  }

  /** A container has no facts of its own: it begins and goes on with what happens inside. */
  #touchContainers(step: string, at: number): void {
    let { inside } = readStepName(step);
    while (inside !== null) {
      const { container } = inside;
      this.#change(container, (record) => ({
        ...record,
        startedAt: record.startedAt ?? at,
        lastAt: at,
      }));
      ({ inside } = readStepName(container));
    }
  }

  #change(step: string, change: (record: StepRecord) => StepRecord): void {
    const before = this.steps.get(step);
    const start = before ?? newStep(readStepName(step));
    const after = change(start);
    if (after === before) return;
    this.steps.set(step, after);
    if (after.status === 'failed') this.failed.add(step);
    else if (before?.status === 'failed') this.failed.delete(step);
    if (after.wait !== null) this.#waiting.add(step);
    else if (before?.wait !== null) this.#waiting.delete(step);
    const { nodeId, isUndo } = after.name;
    if (isUndo) return;
    const totals = this.#nodes.get(nodeId) ?? new NodeTotals();
    this.#nodes.set(nodeId, totals);
    totals.replace(before, after);
    this.changedNodes.add(nodeId);
  }
}

function withStatus(
  record: StepRecord,
  status: StepRecord['status'],
  at: number | null,
): StepRecord {
  const time = record.lastAt ?? at;
  switch (status) {
    case 'running':
      return withRunning(record, at);
    case 'waiting':
      return { ...record, status, startedAt: record.startedAt ?? at };
    case 'completed':
    case 'failed':
    case 'cancelled': {
      const spans = time === null ? record.spans : stopSpans(record, time).spans;
      const startedAt = record.startedAt ?? time;
      const finishedAt = record.finishedAt ?? time;
      return { ...record, status, spans, startedAt, finishedAt, wait: null, isUnknown: false };
    }
    default:
      return { ...record, status };
  }
}

/** It runs, and nobody has said since when: a guess that its next fact corrects. */
function withRunning(record: StepRecord, at: number | null): StepRecord {
  const last = record.spans.at(-1);
  const isOpen = last?.kind === 'attempt' && last.finishedAt === null;
  // A container runs while something in it does: it has no attempts.
  if (at === null || isOpen || record.lastAt !== null) return { ...record, status: 'running' };
  return {
    ...wakeUp(record, at),
    status: 'running',
    startedAt: record.startedAt ?? at,
    finishedAt: null,
    spans: [...stopSpans(record, at).spans, openSpan('attempt', guessed, at)],
  };
}

function portsOf({
  port,
  outputs,
}: Extract<RunEvent, { readonly type: 'step.completed' }>): readonly string[] {
  if (outputs === undefined) return [port];
  const shown: unknown = isCutValue(outputs) ? outputs.$cut.preview : outputs;
  return typeof shown === 'object' && shown !== null ? Object.keys(shown) : [port];
}

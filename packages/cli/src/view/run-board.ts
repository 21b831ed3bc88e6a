/** The state of a run as views show it: one row per node, kept up to date by the engine's events. */

import type {
  RunError,
  RunEvent,
  RunProgress,
  StepStatus,
  WaitSpec,
  WorkflowDocument,
} from '@flowgraft/core';

import { documentRows, placeOf, type RowIndex, type RowPlan } from './document-rows.js';
import { loopSize } from './loop-size.js';
import { PassCounter } from './pass-counter.js';
import type { RunNote } from './run-sink.js';

export interface BoardRow {
  readonly plan: RowPlan;
  status: StepStatus;
  /** Epoch milliseconds. */
  startedAt: number | undefined;
  endedAt: number | undefined;
  attempts: number;
  retries: number;
  failures: number;
  /** The port that was taken, when it is not `out`. */
  port: string | undefined;
  /** What the last failed attempt said. */
  error: RunError | undefined;
  wait: WaitSpec | undefined;
  /** What the node last said of itself, with `ctx.progress`. */
  message: string | undefined;
  fraction: number | undefined;
  readonly passes: PassCounter | undefined;
  /** Passes in all, when known. */
  total: number | undefined;
}

/** A change of one step, from an event or from the journal. */
interface Change {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly kind:
    'started' | 'completed' | 'failed' | 'retrying' | 'waiting' | 'cancelled' | 'unknown';
  readonly step: string;
  readonly attempt?: number;
  readonly durationMs?: number;
  readonly port?: string;
  readonly output?: unknown;
  readonly error?: RunError;
  readonly wait?: WaitSpec;
}

export class RunBoard {
  readonly workflowId: string;
  /** Steps that completed, in all. */
  completed = 0;
  retries = 0;
  failures = 0;
  readonly #rows: ReadonlyMap<string, BoardRow>;
  readonly #index: RowIndex;
  readonly #active = new Set<string>();
  readonly #known = { input: undefined as unknown, nodes: {} as Record<string, unknown> };

  constructor(document: WorkflowDocument) {
    this.workflowId = document.id;
    this.#index = documentRows(document);
    this.#rows = new Map(this.#index.rows.map((plan) => [plan.id, emptyRow(plan)]));
  }

  get rows(): readonly BoardRow[] {
    return [...this.#rows.values()];
  }

  /** Attempts that are under way. */
  get active(): number {
    return this.#active.size;
  }

  /** The row that shows a step, or `undefined` for a step of another workflow. */
  rowOf(step: string): BoardRow | undefined {
    const rowId = this.#index.rowOf.get(placeOf(step, this.#index).nodeId);
    return rowId === undefined ? undefined : this.#rows.get(rowId);
  }

  /** Takes an event of the run itself in. */
  note({ name, event }: RunNote): void {
    switch (name) {
      case 'run.started':
        this.#known.input = event.input;
        return;
      case 'step.started':
        return this.#change({ ...event, kind: 'started' });
      case 'step.completed':
        return this.#change({ ...event, kind: 'completed' });
      case 'step.failed':
        return this.#change({ ...event, kind: 'failed' });
      case 'step.retrying':
        return this.#change({ ...event, kind: 'retrying', wait: { wakeAt: event.wakeAt } });
      case 'step.waiting':
        return this.#change({ ...event, kind: 'waiting' });
      case 'step.cancelled':
        return this.#change({ ...event, kind: 'cancelled' });
      case 'step.unknown':
        return this.#change({ ...event, kind: 'unknown', wait: { about: { kind: 'unknown' } } });
      case 'step.progress': {
        const row = this.rowOf(event.step);
        if (row === undefined) return;
        row.message = event.message;
        row.fraction = event.fraction;
        return;
      }
      default:
    }
  }

  /** Takes in what happened before this process took part. */
  restore(journal: readonly RunEvent[]): void {
    for (const fact of journal) {
      if (fact.type === 'run.started') this.#known.input = fact.input;
      if (!('step' in fact)) continue;
      const { step, at, type } = fact;
      const startedAt = 'startedAt' in fact ? fact.startedAt : at;
      const shared = { step, at, durationMs: at - startedAt };
      if (type === 'step.completed') this.#change({ ...fact, ...shared, kind: 'completed' });
      else if (type === 'step.failed') this.#change({ ...fact, ...shared, kind: 'failed' });
      else if (type === 'step.waiting') this.#change({ ...fact, ...shared, kind: 'waiting' });
      else if (type === 'step.retrying') this.#change({ ...fact, ...shared, kind: 'retrying' });
      else if (type === 'step.unknown') this.#change({ ...shared, kind: 'unknown' });
    }
    this.#active.clear();
    for (const row of this.#rows.values()) row.passes?.stopAll();
  }

  /** Corrects what was concluded from events by what the engine says. */
  settle({ steps, status }: RunProgress): void {
    const known = new Map(steps.map((each) => [each.step, each.status]));
    for (const row of this.#rows.values()) {
      const told = known.get(row.plan.id);
      if (row.plan.depth > 0) continue;
      if (told !== undefined) row.status = told;
      else if (status === 'completed' && row.status === 'pending') row.status = 'skipped';
    }
    this.#active.clear();
  }

  #change(change: Change): void {
    const { step, kind } = change;
    const row = this.rowOf(step);
    if (kind === 'started') this.#active.add(step);
    else this.#active.delete(step);
    if (kind === 'completed') this.completed += 1;
    if (kind === 'retrying') this.retries += 1;
    if (kind === 'failed') this.failures += 1;
    if (row === undefined || step.endsWith('~undo')) return;
    this.#begin(row, change);
    if (kind === 'retrying') row.retries += 1;
    if (kind === 'failed') row.failures += 1;
    if (change.error !== undefined) row.error = change.error;
    if (row.passes === undefined && placeOf(step, this.#index).nodeId === row.plan.id) {
      this.#changeNode(row, change);
    } else {
      row.passes?.change(placeOf(step, this.#index).pass ?? '', step, isOver(kind));
      row.endedAt = change.at;
    }
  }

  #begin(row: BoardRow, { at, durationMs = 0 }: Change): void {
    row.startedAt ??= at - durationMs;
    if (row.status === 'pending' || row.status === 'skipped') row.status = 'running';
    if (row.passes !== undefined) row.total ??= loopSize(row.plan, this.#known);
    for (const id of row.plan.before) this.#decide(id, at);
  }

  /** A row that begins tells that those before it are decided, containers among them. */
  #decide(id: string, at: number): void {
    const row = this.#rows.get(id);
    if (row === undefined || (row.status !== 'running' && row.status !== 'pending')) return;
    const isContainer = row.plan.kind !== 'node';
    row.status = row.status === 'running' || isContainer ? 'completed' : 'skipped';
    row.endedAt ??= at;
    row.passes?.stopAll();
    for (const before of row.plan.before) this.#decide(before, at);
  }

  #changeNode(row: BoardRow, change: Change): void {
    const { kind, at, port, output } = change;
    row.wait = change.wait;
    row.attempts = Math.max(row.attempts, change.attempt ?? 1);
    if (kind === 'started') {
      row.status = 'running';
      row.startedAt = row.retries > 0 ? row.startedAt : at;
      return;
    }
    row.message = undefined;
    row.fraction = undefined;
    row.endedAt = at;
    if (kind === 'completed') {
      row.status = 'completed';
      row.port = port === 'out' ? undefined : port;
      const outputs = port === undefined ? {} : { [port]: output };
      this.#known.nodes[row.plan.id] = { output, outputs, port, status: 'completed' };
    } else {
      row.status = kind === 'failed' || kind === 'cancelled' ? kind : 'waiting';
    }
  }
}

function isOver(kind: Change['kind']): boolean {
  return kind === 'completed' || kind === 'failed' || kind === 'cancelled';
}

function emptyRow(plan: RowPlan): BoardRow {
  return {
    plan,
    status: 'pending',
    startedAt: undefined,
    endedAt: undefined,
    attempts: 0,
    retries: 0,
    failures: 0,
    port: undefined,
    error: undefined,
    wait: undefined,
    message: undefined,
    fraction: undefined,
    passes: plan.kind === 'loop' ? new PassCounter() : undefined,
    total: undefined,
  };
}

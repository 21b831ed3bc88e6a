/** The rows of a run's timeline: a tree of steps, passes of loops, and attempts, flat as far as it is unfolded. */

import type { StepStatus } from '@flowgraft/core';
import { readStepName } from './step-name.js';
import type { StepRecord, StepSpan } from './step-record.js';
import type { StepList } from './step-list.js';
import { timeAxis, type Interval, type TimeAxis } from './time-axis.js';

/** A stretch of time in a row. */
export interface TimelineBar extends Interval {
  /** `scope`: what a container or a pass takes in all. */
  readonly kind: 'attempt' | 'wait' | 'backoff' | 'scope';
  readonly status: StepStatus;
  readonly isOpen: boolean;
}

interface RowParts {
  /** Unique and stable in a timeline. */
  readonly key: string;
  /** From 0. */
  readonly depth: number;
  readonly isExpandable: boolean;
  readonly isExpanded: boolean;
  readonly status: StepStatus;
  readonly bars: readonly TimelineBar[];
  /** `null` for what was never begun. */
  readonly time: Interval | null;
}

export type TimelineRow = RowParts &
  (
    | { readonly kind: 'step'; readonly record: StepRecord }
    | { readonly kind: 'attempt'; readonly record: StepRecord; readonly span: StepSpan }
    /** One pass of a loop, an item, or a named part of a container. */
    | { readonly kind: 'scope'; readonly path: string; readonly name: string }
    /** Passes together, since there are many: from the `first` to the `last`, counted from 0. */
    | { readonly kind: 'group'; readonly first: number; readonly last: number }
  );

export interface Timeline {
  readonly rows: readonly TimelineRow[];
  readonly axis: TimeAxis;
}

export interface TimelineOptions {
  /** By the key of a row: whether the user has unfolded it (`true`) or folded it. */
  readonly folds: ReadonlyMap<string, boolean>;
  /** What else is unfolded, see `pathsAround`. */
  readonly revealed: ReadonlySet<string>;
  readonly shrinksIdle: boolean;
  /** When the run began, and where it is now or ended. */
  readonly whole: Interval;
}

/** More passes than this are shown in groups of as many. */
const groupSize = 50;
/** Loops of up to this many passes are unfolded at first. */
const fewPasses = 10;

/** @returns rows top down, and the axis that all their bars are on. */
export function timeline(list: StepList, options: TimelineOptions): Timeline {
  const tree = readTree(list);
  const rows: TimelineRow[] = [];
  const busy: Interval[] = [];
  for (const { spans } of list.steps.values()) {
    for (const span of spans) {
      if (span.kind === 'attempt') busy.push(intervalOf(span, options.whole.to));
    }
  }
  const walk: Walk = { tree, rows, options };
  for (const record of tree.inner.get('') ?? []) addStep(walk, record, 0);
  return { rows, axis: timeAxis(options.whole, busy, options.shrinksIdle) };
}

interface Tree {
  /** The steps of a scope by its path; those of the workflow's own graph by ''. */
  readonly inner: ReadonlyMap<string, readonly StepRecord[]>;
  /** The scopes of a container by its step. */
  readonly scopes: ReadonlyMap<string, readonly Scope[]>;
}

interface Scope {
  readonly path: string;
  readonly key: string;
}

interface Walk {
  readonly tree: Tree;
  readonly rows: TimelineRow[];
  readonly options: TimelineOptions;
}

function readTree(list: StepList): Tree {
  const inner = new Map<string, StepRecord[]>();
  const scopes = new Map<string, Scope[]>();
  for (const record of list.steps.values()) {
    if (record.status === 'skipped' || record.status === 'pending') continue;
    const { inside } = record.name;
    const path = inside?.path ?? '';
    const siblings = inner.get(path);
    if (siblings !== undefined) {
      siblings.push(record);
      continue;
    }
    inner.set(path, [record]);
    if (inside === null) continue;
    const { container, key } = inside;
    const known = scopes.get(container);
    if (known === undefined) scopes.set(container, [{ path, key }]);
    else known.push({ path, key });
  }
  for (const records of inner.values()) records.sort(byStart);
  for (const found of scopes.values()) found.sort((a, b) => Number(a.key) - Number(b.key) || 0);
  return { inner, scopes };
}

function byStart(a: StepRecord, b: StepRecord): number {
  return (a.startedAt ?? Infinity) - (b.startedAt ?? Infinity) || 0;
}

/** The containers and passes around a step: what has to be unfolded for it to be seen. */
export function pathsAround(step: string): readonly string[] {
  const { inside } = readStepName(step);
  return inside === null ? [] : [...pathsAround(inside.container), inside.container, inside.path];
}

function isExpanded({ options }: Walk, key: string, isUsual: boolean): boolean {
  return options.folds.get(key) ?? (isUsual || options.revealed.has(key));
}

function addStep(walk: Walk, record: StepRecord, depth: number): void {
  const { step } = record.name;
  const scopes = walk.tree.scopes.get(step) ?? [];
  const attempts = record.spans.filter(({ kind }) => kind === 'attempt');
  const hasAttempts = scopes.length === 0 && attempts.length > 1;
  const isExpandable = scopes.length > 0 || hasAttempts;
  const expanded =
    isExpandable && isExpanded(walk, step, scopes.length > 0 && scopes.length <= fewPasses);
  const { whole } = walk.options;
  const time = timeOf(record, whole.to);
  walk.rows.push({
    kind: 'step',
    record,
    key: step,
    depth,
    isExpandable,
    isExpanded: expanded,
    status: record.status,
    bars: scopes.length > 0 ? scopeBars(time, record) : spanBars(record, whole.to),
    time,
  });
  if (!expanded) return;
  if (hasAttempts) for (const span of attempts) addAttempt(walk, record, span, depth + 1);
  else addScopes(walk, scopes, depth + 1);
}

function addAttempt(walk: Walk, record: StepRecord, span: StepSpan, depth: number): void {
  const time = intervalOf(span, walk.options.whole.to);
  walk.rows.push({
    kind: 'attempt',
    record,
    span,
    key: `${record.name.step}#${span.attempt}-${span.startedAt}`,
    depth,
    isExpandable: false,
    isExpanded: false,
    status: statusOfSpan(span),
    bars: [barOf(span, walk.options.whole.to)],
    time,
  });
}

function addScopes(walk: Walk, scopes: readonly Scope[], depth: number): void {
  const only = scopes[0];
  // The body of a container that has no other needs no row of its own.
  if (scopes.length === 1 && only !== undefined && only.key === 'body') {
    for (const record of walk.tree.inner.get(only.path) ?? []) addStep(walk, record, depth);
  } else if (scopes.length <= groupSize) {
    for (const scope of scopes) addScope(walk, scope, depth);
  } else {
    addGroups(walk, scopes, depth);
  }
}

function addGroups(walk: Walk, scopes: readonly Scope[], depth: number): void {
  let size = groupSize;
  while (scopes.length / size > groupSize) size *= groupSize;
  for (let at = 0; at < scopes.length; at += size)
    addGroup(walk, scopes.slice(at, at + size), depth);
}

function addGroup(walk: Walk, scopes: readonly Scope[], depth: number): void {
  const [first] = scopes;
  const last = scopes.at(-1);
  if (first === undefined || last === undefined) return;
  const records = scopes.flatMap(({ path }) => walk.tree.inner.get(path) ?? []);
  const key = `${first.path}…${scopes.length}`;
  const holdsRevealed = scopes.some(({ path }) => walk.options.revealed.has(path));
  const expanded = isExpanded(walk, key, holdsRevealed);
  walk.rows.push({
    kind: 'group',
    first: Number(first.key),
    last: Number(last.key),
    key,
    depth,
    isExpandable: true,
    isExpanded: expanded,
    ...together(records, walk.options.whole.to),
  });
  if (expanded) addScopes(walk, scopes, depth + 1);
}

function addScope(walk: Walk, { path, key }: Scope, depth: number): void {
  const records = walk.tree.inner.get(path) ?? [];
  const expanded = isExpanded(walk, path, Number.isNaN(Number(key)));
  walk.rows.push({
    kind: 'scope',
    path,
    name: key,
    key: path,
    depth,
    isExpandable: true,
    isExpanded: expanded,
    ...together(records, walk.options.whole.to),
  });
  if (expanded) for (const record of records) addStep(walk, record, depth + 1);
}

/** How the steps of a pass stand taken as one. */
function together(
  records: readonly StepRecord[],
  now: number,
): Pick<RowParts, 'status' | 'bars' | 'time'> {
  const status = heaviest(records);
  let time: Interval | null = null;
  for (const record of records) {
    const own = timeOf(record, now);
    if (own === null) continue;
    time =
      time === null ? own : { from: Math.min(time.from, own.from), to: Math.max(time.to, own.to) };
  }
  const isOpen = status === 'running' || status === 'waiting';
  const bars: TimelineBar[] = time === null ? [] : [{ ...time, kind: 'scope', status, isOpen }];
  return { status, bars, time };
}

const weights: readonly StepStatus[] = ['failed', 'running', 'waiting', 'cancelled', 'completed'];

function heaviest(records: readonly StepRecord[]): StepStatus {
  const found = weights.find((status) => records.some((record) => record.status === status));
  return found ?? 'skipped';
}

function timeOf(record: StepRecord, now: number): Interval | null {
  if (record.startedAt === null) return null;
  const isOpen = record.status === 'running' || record.status === 'waiting';
  const to = isOpen ? now : (record.finishedAt ?? record.spans.at(-1)?.finishedAt ?? now);
  return { from: record.startedAt, to: Math.max(record.startedAt, to) };
}

function scopeBars(time: Interval | null, { status }: StepRecord): readonly TimelineBar[] {
  const isOpen = status === 'running' || status === 'waiting';
  return time === null ? [] : [{ ...time, kind: 'scope', status, isOpen }];
}

function spanBars({ spans }: StepRecord, now: number): readonly TimelineBar[] {
  return spans.map((span) => barOf(span, now));
}

function barOf(span: StepSpan, now: number): TimelineBar {
  return {
    ...intervalOf(span, now),
    kind: span.kind,
    status: statusOfSpan(span),
    isOpen: span.finishedAt === null,
  };
}

function intervalOf({ startedAt, finishedAt }: StepSpan, now: number): Interval {
  return { from: startedAt, to: Math.max(startedAt, finishedAt ?? now) };
}

function statusOfSpan({ kind, outcome, finishedAt }: StepSpan): StepStatus {
  if (kind !== 'attempt') return 'waiting';
  if (outcome === 'failed' || outcome === 'cancelled') return outcome;
  if (outcome === 'unknown') return 'waiting';
  return finishedAt === null ? 'running' : 'completed';
}

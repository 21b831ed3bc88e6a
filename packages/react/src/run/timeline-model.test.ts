import { describe, expect, it } from 'vitest';

import type { StepStatus } from '@flowgraft/core';
import { readStepName } from './step-name.js';
import { StepList } from './step-list.js';
import { newStep, type StepRecord, type StepSpan } from './step-record.js';
import {
  axisTicks,
  moveWindow,
  timeAxis,
  wholeAxis,
  windowAround,
  zoomWindow,
} from './time-axis.js';
import { pathsAround, timeline, type TimelineOptions } from './timeline-model.js';

const attempt = (from: number, to: number | null, n = 1): StepSpan => ({
  kind: 'attempt',
  attempt: n,
  startedAt: from,
  finishedAt: to,
  outcome: to === null ? null : 'completed',
  error: null,
  seq: null,
});

function step(
  path: string,
  spans: readonly StepSpan[],
  status: StepStatus = 'completed',
): StepRecord {
  return {
    ...newStep(readStepName(path)),
    status,
    spans,
    startedAt: spans[0]?.startedAt ?? null,
    finishedAt: spans.at(-1)?.finishedAt ?? null,
  };
}

function rowsOf(records: readonly StepRecord[], options: Partial<TimelineOptions> = {}) {
  const steps = new Map(records.map((record) => [record.name.step, record]));
  return timeline(new StepList(steps, new Set(), 0), {
    folds: new Map(),
    revealed: new Set(),
    shrinksIdle: true,
    whole: { from: 0, to: 1_000 },
    ...options,
  }).rows;
}

const keys = (rows: readonly { readonly key: string; readonly depth: number }[]): string[] =>
  rows.map(({ key, depth }) => `${'  '.repeat(depth)}${key}`);

describe('timeline', () => {
  it('shows steps by when they began, with their attempts under them once unfolded', () => {
    const records = [
      step('b', [attempt(50, 60)]),
      step('a', [attempt(10, 20), { ...attempt(20, 30), kind: 'backoff' }, attempt(30, 40, 2)]),
    ];
    expect(keys(rowsOf(records))).toEqual(['a', 'b']);
    const unfolded = rowsOf(records, { folds: new Map([['a', true]]) });
    expect(keys(unfolded)).toEqual(['a', '  a#1-10', '  a#2-30', 'b']);
    expect(unfolded[0]?.bars.map(({ kind }) => kind)).toEqual(['attempt', 'backoff', 'attempt']);
  });

  it('leaves out what was skipped, and spans what still runs to now', () => {
    const rows = rowsOf([step('a', [attempt(10, null)], 'running'), step('b', [], 'skipped')]);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.bars[0]).toMatchObject({
      from: 10,
      to: 1_000,
      isOpen: true,
      status: 'running',
    });
  });

  it('folds passes of a loop, and shows the way to the step that is looked at', () => {
    const records = [
      step('each', [], 'running'),
      ...[0, 1, 2].map((item) => step(`each[${item}]/ship`, [attempt(item, item + 1)])),
    ];
    expect(keys(rowsOf(records))).toEqual(['each', '  each[0]', '  each[1]', '  each[2]']);
    expect(keys(rowsOf(records, { revealed: new Set(pathsAround('each[1]/ship')) }))).toEqual([
      'each',
      '  each[0]',
      '  each[1]',
      '    each[1]/ship',
      '  each[2]',
    ]);
  });

  it('needs no row for the only body of a container, and names the parts of others', () => {
    const records = [
      step('attempt', []),
      step('attempt[body]/pay', [attempt(1, 2)], 'failed'),
      step('attempt[catch]/tell', [attempt(2, 3)]),
      step('once', []),
      step('once[body]/x', [attempt(4, 5)]),
    ];
    expect(keys(rowsOf(records))).toEqual([
      'attempt',
      '  attempt[body]',
      '    attempt[body]/pay',
      '  attempt[catch]',
      '    attempt[catch]/tell',
      'once',
      '  once[body]/x',
    ]);
  });

  it('groups more than fifty passes, and groups of groups', () => {
    const passes = (count: number) => [
      step('each', []),
      ...Array.from({ length: count }, (_, item) =>
        step(
          `each[${item}]/ship`,
          [attempt(item, item + 1)],
          item === 120 ? 'failed' : 'completed',
        ),
      ),
    ];
    const rows = rowsOf(passes(130), { folds: new Map([['each', true]]) });
    expect(rows.slice(1)).toMatchObject([
      { kind: 'group', first: 0, last: 49, status: 'completed' },
      { kind: 'group', first: 50, last: 99 },
      { kind: 'group', first: 100, last: 129, status: 'failed' },
    ]);
    const many = rowsOf(passes(5_001), { folds: new Map([['each', true]]) });
    expect(many.slice(1)).toMatchObject([
      { first: 0, last: 2_499 },
      { first: 2_500, last: 4_999 },
      { first: 5_000, last: 5_000 },
    ]);
    // The way to one step: the loop, its groups, and one group unfolded twice over.
    expect(
      rowsOf(passes(5_001), { revealed: new Set(pathsAround('each[120]/ship')) }),
    ).toHaveLength(1 + 3 + 50 + 50 + 1);
  });
});

describe('timeAxis', () => {
  const whole = { from: 1_000, to: 11_000 };

  it('draws time as it was when little of it was idle', () => {
    const axis = timeAxis(whole, [{ from: 1_000, to: 11_000 }], true);
    expect(axis.gaps).toEqual([]);
    expect(axis.place(6_000)).toBeCloseTo(0.5);
  });

  it('shrinks idle times of more than a tenth and finds its way back', () => {
    const busy = [
      { from: 1_000, to: 2_000 },
      { from: 10_000, to: 11_000 },
    ];
    const axis = timeAxis(whole, busy, true);
    expect(axis.gaps).toMatchObject([{ from: 2_000, to: 10_000 }]);
    expect(axis.place(2_000)).toBeCloseTo(0.49, 1);
    expect(axis.place(10_000)).toBeCloseTo(0.51, 1);
    expect(axis.place(11_000)).toBeCloseTo(1);
    for (const at of [1_000, 1_500, 6_000, 10_400, 11_000]) {
      expect(axis.moment(axis.place(at))).toBeCloseTo(at, 3);
    }
    expect(timeAxis(whole, busy, false).gaps).toEqual([]);
  });

  it('gives round ticks, none in an idle time', () => {
    const axis = timeAxis(whole, [{ from: 1_000, to: 11_000 }], true);
    expect(axisTicks(axis, wholeAxis, 5).map(({ at }) => at - 1_000)).toEqual([
      0, 2_000, 4_000, 6_000, 8_000, 10_000,
    ]);
    const idle = timeAxis(
      { from: 0, to: 86_400_000 },
      [
        { from: 0, to: 1_000 },
        { from: 86_399_000, to: 86_400_000 },
      ],
      true,
    );
    const ticks = axisTicks(idle, wholeAxis, 5);
    expect(ticks.length).toBeLessThan(10);
    expect(ticks.every(({ at }) => at <= 1_000 || at >= 86_399_000)).toBe(true);
  });

  it('zooms around a place and stays within the axis', () => {
    expect(zoomWindow(wholeAxis, 2, 0.5)).toEqual({ start: 0.25, end: 0.75 });
    expect(zoomWindow(wholeAxis, 2, 0)).toEqual({ start: 0, end: 0.5 });
    expect(zoomWindow({ start: 0.25, end: 0.75 }, 0.1, 0.5)).toEqual(wholeAxis);
    expect(moveWindow({ start: 0.5, end: 1 }, 0.5)).toEqual({ start: 0.5, end: 1 });
    const axis = timeAxis(whole, [], true);
    const { start, end } = windowAround(axis, { from: 3_000, to: 4_000 });
    expect(start).toBeLessThan(0.2);
    expect(end).toBeGreaterThan(0.3);
  });
});

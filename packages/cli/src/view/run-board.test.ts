import type { EngineEvents, WorkflowDocument } from '@flowgraft/core';
import { describe, expect, it } from 'vitest';

import { RunBoard, type BoardRow } from './run-board.js';
import { rowDetail } from './row-text.js';
import type { RunNote } from './run-sink.js';

const noop = { type: 'flow.noop', version: 1 };
const document: WorkflowDocument = {
  schema: 1,
  id: 'w',
  nodes: [
    { id: 'first', ...noop },
    {
      id: 'each',
      type: 'flow.forEach',
      version: 1,
      input: { items: { $ref: 'nodes.first.output.list' } },
      bodies: {
        body: {
          nodes: [
            { id: 'a', ...noop },
            { id: 'b', ...noop },
          ],
          edges: [{ from: 'a', to: 'b' }],
        },
      },
    },
    {
      id: 'both',
      type: 'flow.parallel',
      version: 1,
      bodies: { left: { nodes: [{ id: 'l', ...noop }], edges: [] } },
    },
    { id: 'last', ...noop },
  ],
  edges: [
    { from: 'first', to: 'each' },
    { from: 'each', to: 'last' },
    { from: 'both', to: 'last' },
  ],
};

const run = { tenant: 't', runId: 'r', workflowId: 'w', attempt: 1 };

function note<Name extends RunNote['name']>(
  name: Name,
  event: Partial<EngineEvents[Name]>,
): RunNote {
  return { name, event: { ...run, at: 0, ...event } } as unknown as RunNote;
}

const started = (step: string, at = 0): RunNote => note('step.started', { step, at });
const completed = (step: string, at = 0, output: unknown = null): RunNote =>
  note('step.completed', { step, at, output, port: 'out', durationMs: 0 });

function boardAfter(...notes: readonly RunNote[]): RunBoard {
  const board = new RunBoard(document);
  for (const each of notes) board.note(each);
  return board;
}

function rowOf(board: RunBoard, id: string): BoardRow {
  return board.rows.find(({ plan }) => plan.id === id) as BoardRow;
}

describe('RunBoard', () => {
  it('has a row for each node, branches below their container, and loops as one', () => {
    const rows = boardAfter().rows.map(({ plan }) => [plan.id, plan.kind, plan.depth]);

    expect(rows).toEqual([
      ['first', 'node', 0],
      ['each', 'loop', 0],
      ['both', 'group', 0],
      ['l', 'node', 1],
      ['last', 'node', 0],
    ]);
  });

  it('counts passes, knows how many there will be, and never counts back', () => {
    const board = boardAfter(
      completed('first', 0, { list: [1, 2, 3] }),
      started('each[0]/a', 5),
      started('each[1]/a', 5),
      completed('each[0]/a', 8),
    );
    const row = rowOf(board, 'each');
    expect([row.total, row.passes?.done, row.passes?.active]).toEqual([3, 1, 1]);

    board.note(started('each[0]/b', 9));

    expect([row.status, row.passes?.done, row.passes?.active]).toEqual(['running', 1, 2]);
    expect(rowDetail(row, 10)).toBe('1/3 · 2 at a time · 5 ms');
    expect([board.completed, board.active]).toEqual([2, 2]);
  });

  it('takes rows before one that begins as decided', () => {
    const board = boardAfter(completed('each[0]/a', 7), started('last', 9));

    expect(board.rows.map(({ plan, status }) => `${plan.id} ${status}`)).toEqual([
      'first skipped',
      'each completed',
      'both completed',
      'l pending',
      'last running',
    ]);
  });

  it('is corrected by what the engine says', () => {
    const board = boardAfter(started('first'));

    board.settle({
      status: 'completed',
      fraction: 1,
      resolved: 4,
      total: 4,
      steps: [{ step: 'first', nodeId: 'first', status: 'completed' }],
    });

    expect(rowOf(board, 'first').status).toBe('completed');
    expect(rowOf(board, 'last').status).toBe('skipped');
  });

  it('tells of retries, failures and waits', () => {
    const error = { category: 'network', message: 'no line' } as const;
    const board = boardAfter(
      note('step.retrying', { step: 'first', at: 1_000, error, wakeAt: 3_000 }),
      note('step.waiting', {
        step: 'l',
        wait: { signal: 'approval:l', about: { kind: 'approval', title: 'Go?' } },
      }),
      note('step.failed', { step: 'each[0]/a', error, durationMs: 1 }),
    );

    expect(rowDetail(rowOf(board, 'first'), 1_000)).toBe('tries again in 2.0 s: no line · 1 retry');
    expect(rowDetail(rowOf(board, 'l'), 0)).toBe('waits for an approval: Go?');
    expect(rowDetail(rowOf(board, 'each'), 0)).toContain('1 failed');
    expect([board.retries, board.failures]).toEqual([1, 1]);
  });

  it('starts from a journal', () => {
    const board = new RunBoard(document);

    board.restore([
      { type: 'run.started', at: 0, input: {} },
      {
        type: 'step.completed',
        at: 10,
        startedAt: 4,
        step: 'first',
        attempt: 2,
        port: 'out',
        output: { list: [1] },
      },
      {
        type: 'step.completed',
        at: 20,
        startedAt: 12,
        step: 'each[0]/a',
        attempt: 1,
        port: 'out',
        output: 1,
      },
    ]);

    expect(rowOf(board, 'first')).toMatchObject({
      status: 'completed',
      startedAt: 4,
      endedAt: 10,
      attempts: 2,
    });
    expect(rowOf(board, 'each')).toMatchObject({ total: 1, startedAt: 12 });
    expect(board.active).toBe(0);
  });
});

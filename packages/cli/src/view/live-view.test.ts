import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { TextOutput } from '../command-io.js';
import { createLiveView } from './live-view.js';
import { createPlainView } from './plain-view.js';
import { RunBoard } from './run-board.js';
import type { RunNote } from './run-sink.js';
import { createStyle } from './style.js';

const manyNodes = Array.from({ length: 40 }, (_, at) => ({
  id: `n${at}`,
  type: 'flow.noop',
  version: 1,
}));
const loop = {
  schema: 1,
  id: 'w',
  nodes: [
    {
      id: 'each',
      type: 'flow.forEach',
      version: 1,
      input: { items: { $ref: 'input' } },
      bodies: { body: { nodes: [{ id: 'a', type: 'flow.noop', version: 1 }], edges: [] } },
    },
  ],
  edges: [],
} as const;

beforeEach(() => vi.useFakeTimers({ now: 0 }));
afterEach(() => vi.useRealTimers());

function recording(size: Partial<TextOutput> = {}): TextOutput & { readonly writes: string[] } {
  const writes: string[] = [];
  return {
    isTTY: true,
    columns: 40,
    rows: 10,
    ...size,
    writes,
    write: (text) => void writes.push(text),
  };
}

const style = createStyle(recording({ isTTY: false }), {});
const ids = { tenant: 't', runId: 'r', workflowId: 'w' };
const event = (name: string, at: number): RunNote =>
  ({
    name,
    event: { ...ids, step: `each[${at}]/a`, at, attempt: 1, port: 'out', output: 1, durationMs: 0 },
  }) as unknown as RunNote;
const input = (items: readonly unknown[]): RunNote => ({
  name: 'run.started',
  event: { ...ids, at: 0, input: items },
});

/** What a terminal shows: only cursor up, erase to the end of a line and erase below are used. */
function screenOf(writes: readonly string[]): string[] {
  const lines: string[] = [''];
  let row = 0;
  for (const part of writes.join('').split(/(\n|\r|\p{Cc}\[\d*[A-Za-z]|\p{Cc}\[\?\d+[hl])/u)) {
    const up = /^\p{Cc}\[(\d+)A$/u.exec(part);
    if (part === '\n') lines[++row] ??= '';
    else if (up !== null) row -= Number(up[1]);
    else if (part === '\u001B[J') lines.length = row + 1;
    else if (part !== '' && part !== '\r' && !part.startsWith('\u001B')) lines[row] = part;
  }
  return lines.filter((line) => line !== '');
}

describe('the live view', () => {
  const open = (output: TextOutput, document: ConstructorParameters<typeof RunBoard>[0] = loop) => {
    const board = new RunBoard(document);
    return createLiveView({
      output,
      style,
      board,
      runId: 'r',
      now: () => Date.now(),
      footer: 'Ctrl-C stops',
    });
  };

  it('redraws at most ten times a second, however much happens, each time in one write', () => {
    const output = recording();
    const view = open(output);
    const before = output.writes.length;

    for (let at = 0; at < 1_000; at++) {
      view.note(event('step.started', at));
      view.note(event('step.completed', at));
      vi.advanceTimersByTime(1);
    }

    expect(output.writes.length - before).toBe(10);
    view.end();
  });

  it('redraws nothing while nothing happens', () => {
    const output = recording();
    const view = open(output);
    vi.advanceTimersByTime(200);
    const before = output.writes.length;

    vi.advanceTimersByTime(5_000);

    expect(output.writes.length).toBe(before);
    view.end();
  });

  it('shows a loop as one line with a bar, and log lines above', () => {
    const output = recording({ columns: 60 });
    const view = open(output);
    view.note(input([1, 2, 3, 4]));
    view.note(event('step.started', 0));
    view.note(event('step.completed', 0));
    view.note(event('step.started', 1));
    view.log('info: hello');
    vi.advanceTimersByTime(100);

    expect(screenOf(output.writes)).toEqual([
      'info: hello',
      expect.stringMatching(/^⠙ each {2}████▎░+ 1\/4 · 1 at a time · 100 ms$/),
      '100 ms · 1 step · 1 running · Ctrl-C stops',
    ]);
    view.end();
  });

  it('stays inside a small terminal, and folds what does not fit', () => {
    const output = recording({ columns: 30, rows: 8 });
    const view = open(output, { schema: 1, id: 'w', nodes: manyNodes, edges: [] });

    const lines = screenOf(output.writes);

    expect(lines).toHaveLength(6);
    expect(lines.at(-2)).toBe('  36 steps after');
    for (const line of lines) expect(line.length).toBeLessThan(30);
    view.end();
    expect(output.writes.at(-1)).toBe('\u001B[?25h');
  });
});

describe('the plain view', () => {
  it('writes a few lines for a loop of thousands', () => {
    const output = recording({ isTTY: false });
    const view = createPlainView({
      output,
      board: new RunBoard(loop),
      runId: 'r',
      now: () => Date.now(),
    });
    view.note(input(Array.from({ length: 3_000 }, () => 1)));

    for (let at = 0; at < 3_000; at++) {
      view.note(event('step.started', at));
      vi.advanceTimersByTime(2);
      view.note(event('step.completed', at));
    }
    view.end();

    expect(output.writes).toHaveLength(4);
    expect(output.writes[0]).toMatch(/2\.\d\ds {2}running {4}each {2}1,\d{3}\/3,000 · /);
    expect(output.writes.at(-1)).toContain('3,000 steps in 6.0 s');
  });
});

import { describe, expect, it } from 'vitest';

import type { Binding } from '../model/document.js';
import { boom, container, graphOf, Play, type NodeSketch } from './kernel-harness.fixture.js';

const body = (text = 'x') => ({ body: graphOf(text) });

function forEach(input: Record<string, Binding>, more: NodeSketch = {}, inner = body()): Play {
  return new Play(graphOf('', { each: container('forEach', input, inner, more) })).start();
}

describe('C forEach', () => {
  it('C1 opens as many items as its concurrency allows, and the next when one ends', () => {
    const play = forEach({ items: ['a', 'b', 'c', 'd'], concurrency: 2 });
    expect(play.running).toEqual(['each[0]/x', 'each[1]/x']);
    play.complete('each[1]/x');
    expect(play.running).toEqual(['each[0]/x', 'each[2]/x']);
  });

  it('C1 opens ten items at a time when nothing is said', () => {
    expect(forEach({ items: Array.from({ length: 30 }, (_, i) => i) }).running).toHaveLength(10);
  });

  it('C2 gives results in the order of the items, however they end', () => {
    const play = forEach({ items: [1, 2, 3] });
    for (const index of [2, 0, 1]) play.complete(`each[${index}]/x`, index * 10);
    expect(play.result?.output).toEqual({ results: [0, 10, 20], count: 3, failed: [] });
  });

  it('C2 gives no results for an empty list, at once', () => {
    const play = forEach({ items: [] });
    expect(play.result?.output).toEqual({ results: [], count: 0, failed: [] });
  });

  it('C2 gives a place to each of 10,000 items whose body is empty or disabled', () => {
    const items = Array.from({ length: 10_000 }, (_, i) => i);
    const empty = forEach({ items, concurrency: 3 }, {}, body(''));
    const off = { body: graphOf('', { x: { disabled: true } }) };
    const disabled = forEach({ items }, {}, off);
    for (const play of [empty, disabled]) {
      expect(play.result?.output).toMatchObject({ count: 10_000 });
      expect(play.journal).toHaveLength(1);
    }
  });

  it('C3 makes batches, the last one shorter', () => {
    const inner = {
      body: graphOf('', { x: { input: { item: { $ref: 'item' }, i: { $ref: 'index' } } } }),
    };
    const play = forEach({ items: [1, 2, 3, 4, 5], batchSize: 2 }, {}, inner);
    expect(play.inputOf('each[0]/x')).toEqual({ item: [1, 2], i: 0 });
    expect(play.inputOf('each[2]/x')).toEqual({ item: [5], i: 2 });
    play.completeAll();
    expect(play.result?.output).toMatchObject({ count: 3 });
  });

  it('C4 goes on after a failed item and lists it, by index', () => {
    const play = forEach({ items: [1, 2, 3], onItemError: 'continue' });
    play.fail('each[2]/x', { ...boom, stack: 'secret' });
    play.fail('each[0]/x', boom);
    play.complete('each[1]/x', 'ok');
    expect(play.result?.output).toEqual({
      results: [null, 'ok', null],
      count: 3,
      failed: [
        { index: 0, error: boom },
        { index: 2, error: boom },
      ],
    });
  });

  it('C5 stops the other items when one has failed, and fails with its error', () => {
    const play = forEach({ items: [1, 2, 3, 4], concurrency: 3 });
    play.complete('each[0]/x');
    play.news();
    play.fail('each[1]/x', boom);
    expect(play.news()).toEqual(['cancel each[2]/x', 'cancel each[3]/x']);
    play.stop('each[2]/x');
    play.complete('each[3]/x');
    expect(play.result).toMatchObject({ status: 'failed', error: boom });
  });

  it('C5 keeps the first of two items that fail together', () => {
    const inner = body('x y');
    const play = forEach({ items: [1, 2] }, {}, inner);
    play.fail('each[1]/x', boom);
    play.fail('each[0]/x', { ...boom, message: 'second' });
    play.completeAll();
    expect(play.result?.error?.message).toBe('second');
    expect(play.log.filter((entry) => entry.startsWith('cancel'))).toEqual([
      'cancel each[1]/y',
      'cancel each[0]/y',
    ]);
  });

  it('C6 reduces the results of the items that did not fail, in order', () => {
    const reduce = { initial: 'r', each: { $expr: 'acc + result + index' } };
    const play = forEach({ items: [1, 2, 3], onItemError: 'continue', reduce });
    play.complete('each[2]/x', 'c');
    play.fail('each[1]/x', boom);
    play.complete('each[0]/x', 'a');
    expect(play.result?.output).toMatchObject({ value: 'ra0c2' });
  });

  it.each([
    ['C14', { items: 'abc' }, 'Input "items" of "each" must be a list, but it is "abc"'],
    ['C14', { items: [], concurrency: 0 }, '"concurrency" of "each" must be a whole number >= 1'],
    ['C14', { items: [], batchSize: 1.5 }, '"batchSize" of "each" must be a whole number >= 1'],
  ])('%s refuses %j', (_, input, message) => {
    const { result } = forEach(input);
    expect(result?.error).toMatchObject({
      category: 'validation',
      code: 'CONTAINER_INPUT',
      step: 'each',
    });
    expect(result?.error?.message).toContain(message);
  });

  it('B10 fails when a reduce expression fails, and handles that like any failure', () => {
    const reduce = { each: { $expr: 'acc.n.m' } };
    const play = forEach({ items: [1], reduce }, { onError: 'continue', fallback: 'none' });
    play.complete('each[0]/x');
    expect(play.result).toMatchObject({ status: 'completed', output: 'none' });
  });
});

describe('C while and until', () => {
  const loop = (kind: string, input: Record<string, Binding>, more: NodeSketch = {}) => {
    const step = { input: { value: { $ref: 'value' }, index: { $ref: 'index' } } };
    const bodies = { body: graphOf('', { x: step }) };
    return new Play(graphOf('', { w: container(kind, input, bodies, more) })).start();
  };

  it('C7 `while` asks before each pass and hands results on', () => {
    const play = loop('while', {
      condition: { $expr: 'index < 2 && value !== "stop"' },
      initial: 'go',
    });
    expect(play.inputOf('w[0]/x')).toEqual({ value: 'go', index: 0 });
    play.complete('w[0]/x', 'first');
    expect(play.inputOf('w[1]/x')).toEqual({ value: 'first', index: 1 });
    play.complete('w[1]/x', 'second');
    expect(play.result?.output).toEqual({ value: 'second', iterations: 2 });
  });

  it('C7 `while` may make no pass, and then gives what was initial', () => {
    const play = loop('while', { condition: false, initial: 7 });
    expect(play.result?.output).toEqual({ value: 7, iterations: 0 });
  });

  it('C7 `until` asks after each pass, with the number of that pass', () => {
    const play = loop('until', { condition: { $expr: 'index === 1' } });
    play.complete('w[0]/x', 'a');
    play.complete('w[1]/x', 'b');
    expect(play.result?.output).toEqual({ value: 'b', iterations: 2 });
  });

  it.each([
    ['while', { condition: true, maxIterations: 2 }],
    ['until', { condition: false, maxIterations: 2 }],
  ])('C8 fails a `%s` that asks for more than its limit', (kind, input) => {
    const play = loop(kind, input);
    play.complete('w[0]/x');
    play.complete('w[1]/x');
    expect(play.result?.error).toMatchObject({
      code: 'LOOP_LIMIT',
      category: 'permanent',
      step: 'w',
    });
  });

  it('C8 refuses a condition that is not true or false, at first and later', () => {
    const first = loop('while', { condition: 1 });
    expect(first.result?.error).toMatchObject({ code: 'CONTAINER_INPUT' });
    const later = loop('until', { condition: { $expr: 'value' } }, { onError: 'continue' });
    later.complete('w[0]/x', 'yes');
    expect(later.result).toMatchObject({ status: 'completed', output: undefined });
  });

  it('F4 fails when a pass fails', () => {
    const play = loop('while', { condition: true });
    play.fail('w[0]/x', boom);
    expect(play.result).toMatchObject({ status: 'failed', error: boom });
  });
});

describe('C parallel', () => {
  const branches = { b: graphOf('x'), a: graphOf('y') };
  const parallel = (onBranchError = 'fail') =>
    new Play(graphOf('', { p: container('parallel', { onBranchError }, branches) })).start();

  it('C9 runs its bodies at once and gives results by name, in document order', () => {
    const play = parallel();
    expect(play.running).toEqual(['p[b]/x', 'p[a]/y']);
    play.complete('p[a]/y', 1);
    play.complete('p[b]/x', 2);
    expect(JSON.stringify(play.result?.output)).toBe('{"b":2,"a":1}');
  });

  it('C10 stops the others when one fails', () => {
    const play = parallel();
    play.fail('p[a]/y', boom);
    expect(play.news()).toEqual(['start p[b]/x', 'start p[a]/y', 'cancel p[b]/x']);
    play.stop('p[b]/x');
    expect(play.result).toMatchObject({ status: 'failed', error: boom });
  });

  it('C10 gives null for a failed branch when it goes on', () => {
    const play = parallel('continue');
    play.fail('p[b]/x', boom);
    play.complete('p[a]/y', 1);
    expect(play.result?.output).toEqual({ b: null, a: 1 });
  });
});

describe('C try', () => {
  const catching = graphOf('', { c: { input: { error: { $ref: 'error' } } } });
  const attempt = (bodies: Record<string, ReturnType<typeof graphOf>>, around = 't>z') =>
    new Play(graphOf(around, { t: container('try', {}, bodies) })).start();

  it('C11 gives its body’s result when nothing fails', () => {
    const play = attempt({ body: graphOf('x'), catch: catching }, 't');
    play.complete('t[body]/x', 1);
    expect(play.result?.output).toEqual({ value: 1, caught: null });
  });

  it('C11 catches a failure, and shows it without its stack', () => {
    const play = attempt({ body: graphOf('x'), catch: catching }, 't');
    play.fail('t[body]/x', { ...boom, stack: 'secret', cause: boom, code: 'E', details: { n: 1 } });
    const shown = { ...boom, code: 'E', details: { n: 1 } };
    expect(play.inputOf('t[catch]/c')).toEqual({ error: shown });
    play.complete('t[catch]/c', 2);
    expect(play.result?.output).toEqual({ value: 2, caught: shown });
  });

  it('C11 fails when nothing catches', () => {
    const play = attempt({ body: graphOf('x') });
    play.fail('t[body]/x', boom);
    expect(play.result).toMatchObject({ status: 'failed', error: boom });
  });

  it('C12 runs `finally` after the body, after `catch`, and after a failure', () => {
    const bodies = { body: graphOf('x'), catch: catching, finally: graphOf('f') };
    const good = attempt(bodies);
    good.complete('t[body]/x', 1);
    expect(good.running).toEqual(['t[finally]/f']);
    good.complete('t[finally]/f', 'dropped');
    good.complete('z');
    expect(good.result?.status).toBe('completed');

    const bad = attempt(bodies);
    bad.fail('t[body]/x', boom);
    bad.fail('t[catch]/c', { ...boom, message: 'worse' });
    expect(bad.running).toEqual(['t[finally]/f']);
    bad.complete('t[finally]/f');
    expect(bad.result).toMatchObject({ status: 'failed', error: { message: 'worse' } });
  });

  it('C12 replaces the failure by that of `finally`', () => {
    const play = attempt({ body: graphOf('x'), finally: graphOf('f') });
    play.fail('t[body]/x', boom);
    play.fail('t[finally]/f', { ...boom, message: 'last' });
    expect(play.result?.error?.message).toBe('last');
  });

  it('C12 X5 runs `finally` to its end when the run is cancelled, before and during', () => {
    const before = attempt({ body: graphOf('x'), catch: catching, finally: graphOf('f>g') });
    before.cancel();
    before.stop('t[body]/x');
    expect(before.running).toEqual(['t[finally]/f']);
    before.completeAll();
    expect(before.result?.status).toBe('cancelled');
    expect(before.log).toContain('start t[finally]/g');

    const during = attempt({ body: graphOf('x'), finally: graphOf('f>g') });
    during.complete('t[body]/x');
    during.cancel();
    expect(during.news()).not.toContain('cancel t[finally]/f');
    during.completeAll();
    expect(during.result?.status).toBe('cancelled');
    expect(during.log).not.toContain('start z');
  });

  it('C12 keeps a cancelled run cancelled when `finally` fails', () => {
    const play = attempt({ body: graphOf('x'), finally: graphOf('f') });
    play.cancel('enough');
    play.stop('t[body]/x');
    play.fail('t[finally]/f', boom);
    expect(play.result).toMatchObject({ status: 'cancelled', error: { message: 'enough' } });
  });

  it('C13 does not catch that it is stopped', () => {
    const play = attempt({ body: graphOf('x'), catch: catching }, 't y');
    play.fail('y', boom);
    play.fail('t[body]/x', boom);
    expect(play.log).not.toContain('start t[catch]/c');
    expect(play.result).toMatchObject({ status: 'failed', error: boom });
  });
});

describe('C nesting', () => {
  it('C15 opens anew for each visit, under paths of its own', () => {
    const nodes = { each: container('forEach', { items: [1, 2] }, body()) };
    const play = new Play(graphOf('s>each each>t t.again^s*1', nodes)).start();
    play.complete('s');
    play.complete('each[0]/x');
    play.complete('each[1]/x');
    play.complete('t', 0, 'again');
    play.complete('s@2');
    expect(play.running).toEqual(['each@2[0]/x', 'each@2[1]/x']);
    play.completeAll();
    expect(play.result?.status).toBe('completed');
  });

  it('C15 B9 nests variables, the inner ones first', () => {
    const x = {
      input: { item: { $ref: 'item' }, index: { $ref: 'index' }, value: { $ref: 'value' } },
    };
    const each = container(
      'forEach',
      { items: { $ref: 'value.list' } },
      { body: graphOf('', { x }) },
    );
    const w = container(
      'while',
      { condition: { $expr: 'index < 1' }, initial: { list: ['a', 'b'] } },
      { body: graphOf('', { each }) },
    );
    const play = new Play(graphOf('', { w })).start();
    expect(play.inputOf('w[0]/each[1]/x')).toEqual({
      item: 'b',
      index: 1,
      value: { list: ['a', 'b'] },
    });
    play.completeAll();
    expect(play.result?.output).toMatchObject({
      iterations: 1,
      value: { results: ['w[0]/each[0]/x', 'w[0]/each[1]/x'] },
    });
  });

  it('F4 closes containers inside out when an outer step fails', () => {
    const inner = container('parallel', {}, { l: graphOf('x'), r: graphOf('y') });
    const each = container('forEach', { items: [1] }, { body: graphOf('', { p: inner }) });
    const play = new Play(graphOf('z', { each })).start();
    play.fail('z', boom);
    expect(play.news().filter((entry) => entry.startsWith('cancel'))).toEqual([
      'cancel each[0]/p[l]/x',
      'cancel each[0]/p[r]/y',
    ]);
    play.stop('each[0]/p[l]/x');
    expect(play.result).toBeUndefined();
    play.stop('each[0]/p[r]/y');
    expect(play.result?.status).toBe('failed');
  });

  it('F4 does not open a container whose scope has closed within the same event', () => {
    const bad = container('forEach', { items: 1 }, body());
    const good = container('forEach', { items: [1] }, body());
    const play = new Play(graphOf('', { bad, good })).start();
    expect(play.log).toEqual(['finish failed']);
  });
});

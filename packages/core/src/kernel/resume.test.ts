import { describe, expect, it } from 'vitest';

import { advance } from './advance.js';
import { boom, container, graphOf, Play } from './kernel-harness.fixture.js';

describe('R resuming', () => {
  it('R4 starts again what failed or was stopped, and keeps what completed', () => {
    const play = new Play(graphOf('a>d b c w d>e')).start();
    play.complete('a', 'kept');
    play.wait('w', { signal: 'go' });
    play.fail('b', boom);
    play.stop('c');
    play.stop('d');
    play.news();
    play.resume();
    expect(play.news()).toEqual(['start d', 'start b', 'start c', 'start w']);
    play.completeAll();
    expect(play.result).toMatchObject({ status: 'completed', error: undefined });
  });

  it('R4 lets the edges of steps count that completed while the run was failing', () => {
    const play = new Play(graphOf('a>c b c>d')).start();
    play.fail('b', boom);
    play.complete('a', 'late');
    play.resume();
    expect(play.running).toEqual(['b', 'c']);
    play.completeAll();
    expect(play.result?.output).toEqual({ b: 'b', d: 'd' });
  });

  it('R4 fails again when its result cannot be given', () => {
    const play = new Play(graphOf('a', {}, { $expr: 'nodes.a.output.no.thing' })).start();
    play.complete('a', {});
    play.resume();
    expect(play.log.filter((entry) => entry === 'finish failed')).toHaveLength(2);
  });

  it('R5 runs only those items again that did not complete', () => {
    const each = container(
      'forEach',
      { items: [1, 2, 3, 4], concurrency: 2 },
      { body: graphOf('x>y') },
    );
    const play = new Play(graphOf('each>z', { each })).start();
    play.complete('each[0]/x');
    play.complete('each[0]/y', 'kept');
    play.complete('each[1]/x');
    play.fail('each[1]/y', boom);
    play.complete('each[2]/x');
    play.news();
    play.resume();
    expect(play.news()).toEqual(['start each[1]/y', 'start each[2]/y']);
    play.completeAll();
    expect(play.running).toEqual([]);
    expect(play.result).toMatchObject({ status: 'completed' });
    expect(play.log).toContain('start each[3]/x');
  });

  it('R5 goes on with a `forEach` whose reduce failed, repeating no item', () => {
    const input = { items: [1], reduce: { each: { $expr: 'acc.no.thing' } } };
    const each = container('forEach', input, { body: graphOf('x') });
    const play = new Play(graphOf('', { each })).start();
    play.complete('each[0]/x');
    play.news();
    play.resume();
    expect(play.news()).toEqual(['finish failed']);
  });

  it.each(['while', 'until'])('R5 goes on with the pass of a `%s` that failed', (kind) => {
    const condition = { $expr: kind === 'while' ? 'index < 2' : 'index === 1' };
    const w = container(kind, { condition }, { body: graphOf('x') });
    const play = new Play(graphOf('', { w })).start();
    play.complete('w[0]/x');
    play.fail('w[1]/x', boom);
    play.resume();
    expect(play.running).toEqual(['w[1]/x']);
    play.complete('w[1]/x');
    expect(play.result?.output).toEqual({ value: 'w[1]/x', iterations: 2 });
  });

  it.each([
    ['while', true],
    ['until', false],
  ])('R5 asks a `%s` that failed between two passes again, repeating none', (kind, condition) => {
    const w = container(kind, { condition, maxIterations: 1 }, { body: graphOf('x') });
    const play = new Play(graphOf('', { w })).start();
    play.complete('w[0]/x');
    play.resume();
    expect(play.finishes.map(({ error }) => error?.code)).toEqual(['LOOP_LIMIT', 'LOOP_LIMIT']);
    expect(play.log.filter((entry) => entry.startsWith('start'))).toEqual(['start w[0]/x']);
  });

  it('R5 starts nothing beside a container that fails again at once', () => {
    const stuck = () =>
      container(
        'while',
        { condition: true, maxIterations: 1 },
        { body: graphOf('x', { x: { disabled: true } }) },
      );
    const play = new Play(graphOf('', { v: stuck(), w: stuck(), a: {} })).start();
    play.stop('a');
    play.news();
    play.resume();
    expect(play.news()).toEqual(['start a', 'cancel a']);
    play.stop('a');
    expect(play.result?.error?.step).toBe('v');
  });

  it('R5 runs only the branches again that did not complete', () => {
    const p = container('parallel', {}, { l: graphOf('x'), r: graphOf('y') });
    const play = new Play(graphOf('', { p })).start();
    play.complete('p[l]/x', 1);
    play.fail('p[r]/y', boom);
    play.resume();
    expect(play.running).toEqual(['p[r]/y']);
    play.complete('p[r]/y', 2);
    expect(play.result?.output).toEqual({ l: 1, r: 2 });
  });

  it('R4 opens a container anew whose inputs failed', () => {
    const each = container(
      'forEach',
      { items: { $ref: 'nodes.b.output' } },
      { body: graphOf('x') },
    );
    const play = new Play(graphOf('a>each b', { each })).start();
    play.complete('a');
    play.complete('b', [1]);
    expect(play.result?.error?.code).toBe('CONTAINER_INPUT');
    play.resume();
    expect(play.running).toEqual(['each[0]/x']);
  });

  it('R4 runs the step again that closed a loop too often', () => {
    const play = new Play(graphOf('a.again^a*1 a>b')).start();
    play.complete('a', 0, 'again');
    play.complete('a@2', 0, 'again');
    expect(play.result?.error?.code).toBe('LOOP_LIMIT');
    play.resume();
    expect(play.running).toEqual(['a@2']);
    play.complete('a@2');
    play.complete('b');
    expect(play.result?.status).toBe('completed');
  });

  describe('a `try`', () => {
    const attempt = (bodies: Record<string, ReturnType<typeof graphOf>>, text = 't>z') =>
      new Play(graphOf(text, { t: container('try', {}, bodies) })).start();
    const parts = { body: graphOf('x'), finally: graphOf('f') };

    it('R5 runs `finally` again after a body that is run again', () => {
      const play = attempt(parts);
      play.fail('t[body]/x', boom);
      play.complete('t[finally]/f');
      play.resume();
      expect(play.running).toEqual(['t[body]/x']);
      play.complete('t[body]/x', 'now');
      expect(play.running).toEqual(['t[finally]/f']);
      play.complete('t[finally]/f');
      play.complete('z');
      expect(play.result?.status).toBe('completed');
    });

    it('R5 goes on with the body when `finally` has failed as well', () => {
      const play = attempt(parts);
      play.fail('t[body]/x', boom);
      play.fail('t[finally]/f', boom);
      play.resume();
      expect(play.running).toEqual(['t[body]/x']);
      play.completeAll();
      expect(play.result?.status).toBe('completed');
    });

    it('R5 goes on with `finally` when only that failed, and keeps the value', () => {
      const play = attempt(parts, 't');
      play.complete('t[body]/x', 'value');
      play.fail('t[finally]/f', boom);
      play.resume();
      expect(play.running).toEqual(['t[finally]/f']);
      play.complete('t[finally]/f');
      expect(play.result?.output).toEqual({ value: 'value', caught: null });
    });

    it('R5 goes on with `catch`, and not with the body it is for', () => {
      const play = attempt({ ...parts, catch: graphOf('c') }, 't');
      play.fail('t[body]/x', boom);
      play.fail('t[catch]/c', boom);
      play.complete('t[finally]/f');
      play.resume();
      expect(play.running).toEqual(['t[catch]/c']);
      play.completeAll();
      expect(play.result?.output).toMatchObject({ value: 't[catch]/c', caught: boom });
    });

    it('R5 completes when its `finally` ended while the run was failing', () => {
      const play = attempt(parts, 't>z y');
      play.complete('t[body]/x');
      play.fail('y', boom);
      play.complete('t[finally]/f');
      play.resume();
      expect(play.running).toEqual(['y', 'z']);
    });
  });

  it('R6 gives a step what had woken it, whether it failed, was stopped, or was to be retried', () => {
    const play = new Play(graphOf('a b c d')).start();
    for (const step of ['a', 'b', 'c']) {
      play.wait(step, { signal: step });
      play.signal(step, `for ${step}`);
    }
    play.retry('c', 1, 10);
    play.fail('a', boom);
    play.stop('b');
    play.stop('d');
    play.resume();
    const wakes = ['a', 'b', 'c', 'd'].map((step) => play.underWay.get(step)?.wake);
    expect(wakes).toMatchObject(
      [{ payload: 'for a' }, { payload: 'for b' }, { payload: 'for c' }, {}]
        .slice(0, 3)
        .concat([undefined as never]),
    );
    play.crash();
    expect(play.underWay.get('b')?.wake).toMatchObject({ payload: 'for b' });
    expect(play.underWay.get('b')?.attempt).toBe(1);
  });

  it('W2 keeps a signal that was stored before the run failed and is taken in when it is resumed', () => {
    const play = new Play(graphOf('a b')).start();
    play.wait('b', { signal: 'go' });
    play.fail('a', boom);
    play.signal('go', 'in time');
    play.resume();
    expect(play.underWay.get('b')?.wake).toBeUndefined();
    play.wait('b', { signal: 'go' });
    expect(play.underWay.get('b')?.wake).toMatchObject({ payload: 'in time' });
    play.crash();
    expect(play.underWay.get('b')?.wake).toMatchObject({ payload: 'in time' });
  });

  it('W2 gives such a signal to the step of a run that was set aside, which waits on', () => {
    const play = new Play(graphOf('a b')).start();
    play.wait('b', { signal: 'go' });
    const error = { category: 'permanent', code: 'RUN_DEAD_LETTERED', message: 'lost' } as const;
    // Not by the harness: a run that is set aside ends with its scopes open.
    const { state } = play;
    advance(state, { type: 'run.deadLettered', at: 2, error });
    const signal = { type: 'signal.received', at: 3, id: 's', name: 'go', payload: 1 } as const;
    expect(advance(state, signal)).toEqual([]);
    const effects = advance(state, { type: 'run.resumed', at: 4 });
    expect(effects.at(-1)).toMatchObject({ kind: 'start', wake: { payload: 1 } });
    expect(state.waiting?.size).toBe(0);
  });

  it.each(['at once', 'once another step has failed'])(
    'R6 gives a step what had woken it that closed a loop too often, %s',
    (when) => {
      const play = new Play(graphOf('a^a*1 b')).start();
      play.complete('a');
      play.wait('a@2', { signal: 'go' });
      play.signal('go', 'for a');
      if (when !== 'at once') play.fail('b', boom);
      play.complete('a@2');
      if (when === 'at once') play.stop('b');
      play.resume();
      if (when !== 'at once') {
        play.complete('b');
        play.resume();
      }
      expect(play.underWay.get('a@2')?.wake).toMatchObject({ payload: 'for a' });
    },
  );

  it('R6 forgets what had woken a step that closed a loop in an earlier pass', () => {
    const play = new Play(graphOf('a^a*2')).start();
    play.wait('a', { signal: 'go' });
    play.signal('go');
    play.complete('a');
    play.fail('a@2', boom);
    play.resume();
    expect(play.underWay.get('a@2')?.wake).toBeUndefined();
  });

  it('R6 asks again about a step that may not run twice', () => {
    const play = new Play(graphOf('a b c')).start();
    play.begin('a', 2);
    play.unknown('b', 3);
    play.fail('c', boom);
    play.stop('a');
    play.resume();
    expect(play.underWay.get('a')).toMatchObject({ interrupted: true, attempt: 2 });
    expect(play.underWay.get('b')).toMatchObject({ interrupted: true, attempt: 3 });
    expect(play.underWay.get('c')).toMatchObject({ interrupted: false, attempt: 1 });
  });

  it('R7 changes nothing when the run has not failed, is resumed already, or was undone', () => {
    const play = new Play(graphOf('a b')).start();
    play.resume();
    play.fail('a', boom);
    play.resume();
    play.stop('b');
    play.resume();
    play.news();
    play.resume();
    expect(play.news()).toEqual([]);

    const cancelled = new Play(graphOf('a')).start();
    cancelled.cancel();
    cancelled.stop('a');
    cancelled.resume();
    expect(cancelled.state.status).toBe('cancelled');

    const undone = new Play(
      graphOf('a>b', { a: { compensate: { type: 'u', version: 1 } } }),
    ).start();
    undone.complete('a');
    undone.fail('b', boom);
    undone.complete('a~undo');
    undone.resume();
    expect(undone.state.status).toBe('failed');
  });

  it('R8 counts the time limit from the resumption', () => {
    const play = new Play(graphOf('a')).start();
    play.fail('a', boom);
    play.now = 5_000;
    play.resume();
    expect(play.state.startedAt).toBe(5_000);
  });

  it('R4 can fail and be resumed any number of times', () => {
    const play = new Play(graphOf('a')).start();
    for (let round = 0; round < 5; round++) {
      play.fail('a', boom);
      play.resume();
    }
    play.complete('a', 'at last');
    expect(play.result?.output).toBe('at last');
    expect(play.finishes).toHaveLength(6);
  });
});

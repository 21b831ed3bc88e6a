import { describe, expect, it } from 'vitest';

import { boom, container, graphOf, Play, type NodeSketches } from './kernel-harness.fixture.js';

const compensate = { type: 'test.undo', version: 1 };
const undo = { compensate };

describe('F failure', () => {
  it('F1 names the step in which a failure began, also through containers', () => {
    const inner = container('try', {}, { body: graphOf('x') });
    const each = container('forEach', { items: [1] }, { body: graphOf('', { t: inner }) });
    const play = new Play(graphOf('', { each })).start();
    play.fail('each[0]/t[body]/x');
    expect(play.result?.error).toEqual({
      category: 'permanent',
      message: 'each[0]/t[body]/x broke',
      step: 'each[0]/t[body]/x',
    });
  });

  it('F2 completes a node on `error` when an edge leaves it', () => {
    const view = {
      input: {
        port: { $ref: 'nodes.a.port' },
        error: { $expr: 'nodes.a.error' },
        in: { $ref: 'incoming' },
      },
    };
    const play = new Play(graphOf('a.error>b a>c', { b: view })).start();
    play.fail('a', { ...boom, stack: 'secret', retryable: true });
    expect(play.running).toEqual(['b']);
    expect(play.inputOf('b')).toEqual({ port: 'error', error: boom, in: [boom] });
  });

  it('F2 comes before `onError`', () => {
    const play = new Play(
      graphOf('a.error>b', { a: { onError: 'continue', fallback: 1 } }),
    ).start();
    play.fail('a', boom);
    expect(play.running).toEqual(['b']);
  });

  it.each([
    ['its fallback', { fallback: { $expr: 'error.message + "!"' } }, 'boom!'],
    ['nothing', {}, undefined],
  ])('F3 continues with %s', (_, more, output) => {
    const play = new Play(graphOf('a', { a: { onError: 'continue', ...more } })).start();
    play.fail('a', boom);
    expect(play.result).toMatchObject({ status: 'completed', output });
  });

  it('F3 fails when the fallback fails', () => {
    const a = { onError: 'continue', fallback: { $expr: 'error.no.thing' } } as const;
    const play = new Play(graphOf('a', { a })).start();
    play.fail('a', boom);
    expect(play.result?.error).toMatchObject({ category: 'validation', step: 'a' });
  });

  it('F4 starts nothing more, lets waits go, stops what runs, and ends when all have answered', () => {
    const play = new Play(graphOf('a b c d>e')).start();
    play.wait('b', { signal: 'go' });
    play.retry('c', 1, 50);
    play.news();
    play.fail('a', boom);
    expect(play.news()).toEqual(['cancel d']);
    play.complete('d');
    expect(play.news()).toEqual(['finish failed']);
    expect(play.result?.error).toEqual(boom);
  });

  it('F4 keeps the first failure, and does not handle those that come after', () => {
    const play = new Play(graphOf('a b.error>c d', { d: { onError: 'continue' } })).start();
    play.fail('a', boom);
    play.fail('b', { ...boom, message: 'second' });
    play.fail('d', { ...boom, message: 'third' });
    expect(play.news()).not.toContain('start c');
    expect(play.result?.error).toEqual(boom);
  });
});

describe('F compensation', () => {
  const saga = (text: string, nodes: NodeSketches) => new Play(graphOf(text, nodes)).start();

  it('F5 undoes completed steps, last first, one at a time, and ends then', () => {
    const play = saga('a>b b>c c>d', { a: undo, b: undo, c: undo });
    for (const step of ['a', 'b', 'c']) play.complete(step);
    play.fail('d', boom);
    for (const step of ['c~undo', 'b~undo', 'a~undo']) {
      expect(play.running).toEqual([step]);
      play.complete(step);
    }
    expect(play.result).toMatchObject({ status: 'failed', error: boom });
  });

  it('F5 undoes a cancelled run, and not one that completed', () => {
    const cancelled = saga('a>b', { a: undo });
    cancelled.complete('a');
    cancelled.cancel();
    cancelled.stop('b');
    expect(cancelled.running).toEqual(['a~undo']);

    const fine = saga('a', { a: undo });
    fine.complete('a');
    expect(fine.log).toEqual(['start a', 'finish completed']);
  });

  it('F5 does not undo steps that failed, also where that was handled', () => {
    const nodes = { a: undo, b: { ...undo, onError: 'continue' as const } };
    const play = saga('a.error>c b>c c>d', nodes);
    play.fail('a');
    play.fail('b');
    play.complete('c');
    play.fail('d', boom);
    expect(play.result?.status).toBe('failed');
  });

  it('F5 undoes items, branches and passes that have ended long ago', () => {
    const each = container('forEach', { items: [1, 2] }, { body: graphOf('x', { x: undo }) });
    const play = saga('each>z', { each });
    play.complete('each[1]/x');
    play.complete('each[0]/x');
    play.fail('z', boom);
    play.complete('each[0]/x~undo');
    expect(play.running).toEqual(['each[1]/x~undo']);
    play.crash();
    play.complete('each[1]/x~undo');
    expect(play.result?.status).toBe('failed');
  });

  it('F5 F8 undoes each pass of a loop with what that pass gave', () => {
    const input = { own: { $ref: 'nodes.s.output' }, item: { $ref: 'nodes.x.output' } };
    const each = container(
      'forEach',
      { items: [1] },
      {
        body: graphOf('x', { x: { compensate: { ...compensate, input } } }),
      },
    );
    const s = { compensate: { ...compensate, input } };
    const play = saga('s>each each>t t.again^s*2', { each, s });
    const outputs = { s: 1, 'each[0]/x': 2, 's@2': 3, 'each@2[0]/x': 4 };
    for (const [step, output] of Object.entries(outputs)) {
      play.complete(step, output);
      if (play.running[0] === 't') play.complete('t', 0, 'again');
    }
    play.fail('t@2', boom);
    const undone: [string, unknown][] = [];
    for (let [step] = play.running; step !== undefined; [step] = play.running) {
      undone.push([step, play.inputOf(step)]);
      play.complete(step);
    }
    expect(undone).toEqual([
      ['each@2[0]/x~undo', { own: 3, item: 4 }],
      ['s@2~undo', { own: 3 }],
      ['each[0]/x~undo', { own: 1, item: 2 }],
      ['s~undo', { own: 1 }],
    ]);
    expect(play.result?.status).toBe('failed');
  });

  it('F5 F8 undoes inner steps of a pass of a loop around a loop', () => {
    const input = { outer: { $ref: 'nodes.o.output' }, inner: { $ref: 'nodes.i.output' } };
    const w = container(
      'while',
      { condition: { $expr: 'index < 1' } },
      {
        body: graphOf('i.again^i*1', { i: { compensate: { ...compensate, input } } }),
      },
    );
    const play = saga('o>w w>t t.again^o*1 t.bad>z', { w });
    play.complete('o', 1);
    play.complete('w[0]/i', 2, 'again');
    play.complete('w[0]/i@2', 3);
    play.complete('t', 0, 'again');
    play.complete('o@2', 10);
    play.complete('w@2[0]/i', 20);
    play.fail('t@2', boom);
    const undone: unknown[] = [];
    for (let [step] = play.running; step !== undefined; [step] = play.running) {
      undone.push(play.inputOf(step));
      play.complete(step);
    }
    expect(undone).toEqual([
      { outer: 10, inner: 20 },
      { outer: 1, inner: 3 },
      { outer: 1, inner: 2 },
    ]);
  });

  it('F6 undoes when the scope’s own work has ended, before `catch` and `finally`', () => {
    const bodies = {
      body: graphOf('x>y z', { x: undo }),
      catch: graphOf('c'),
      finally: graphOf('f'),
    };
    const play = saga('t', { t: container('try', {}, bodies) });
    play.complete('t[body]/x');
    play.fail('t[body]/y', boom);
    expect(play.running).toEqual(['t[body]/z']);
    play.stop('t[body]/z');
    expect(play.running).toEqual(['t[body]/x~undo']);
    play.complete('t[body]/x~undo');
    expect(play.running).toEqual(['t[catch]/c']);
    play.complete('t[catch]/c');
    expect(play.running).toEqual(['t[finally]/f']);
  });

  it('F5 undoes only what the body of the `try` did, and the rest with the run', () => {
    const t = container(
      'try',
      {},
      { body: graphOf('x>y', { x: undo }), catch: graphOf('c', { c: undo }) },
    );
    const play = saga('a>t t>z', { a: undo, t });
    for (const step of ['a', 't[body]/x']) play.complete(step);
    play.fail('t[body]/y', boom);
    expect(play.running).toEqual(['t[body]/x~undo']);
    play.complete('t[body]/x~undo');
    play.complete('t[catch]/c');
    play.fail('z', boom);
    play.complete('t[catch]/c~undo');
    play.complete('a~undo');
    expect(play.log.filter((entry) => entry.includes('~undo'))).toHaveLength(3);
    expect(play.result?.status).toBe('failed');
  });

  it('F7 retries a compensation, and lets it wait and be decided about', () => {
    const play = saga('a>b', { a: undo });
    play.complete('a');
    play.fail('b', boom);
    play.retry('a~undo', 1, 10);
    play.complete('a~undo');
    expect(play.result).toBeUndefined();
    play.timer('a~undo', 10);
    play.wait('a~undo', { signal: 'go' }, 2);
    play.signal('go');
    play.begin('a~undo', 2);
    play.unknown('a~undo', 2);
    expect(play.running).toEqual([]);
    play.resolve('a~undo', { action: 'retry' });
    play.unknown('a~undo', 2);
    play.crash();
    expect(play.running).toEqual([]);
    play.resolve('a~undo', { action: 'complete', output: 1 });
    expect(play.result).toMatchObject({ status: 'failed', error: boom });
  });

  it.each([
    ['fails', (play: Play) => play.fail('b~undo', { category: 'auth', message: 'no' }), 'no'],
    ['is stopped', (play: Play) => play.stop('b~undo'), 'The compensation was stopped'],
    [
      'is decided to have failed',
      (play: Play) => {
        play.unknown('b~undo');
        play.resolve('b~undo', { action: 'fail', message: 'gone' });
      },
      'gone',
    ],
  ])('F7 says when a compensation %s, and goes on with the others', (_, end, message) => {
    const play = saga('a>b b>c', { a: undo, b: undo });
    play.complete('a');
    play.complete('b');
    play.fail('c', boom);
    end(play);
    expect(play.running).toEqual(['a~undo']);
    play.fail('a~undo');
    expect(play.result?.error).toMatchObject({
      message: 'boom',
      code: 'UNDO_FAILED',
      cause: { message },
    });
  });

  it('F9 undoes a step that completed although it was told to stop', () => {
    const play = saga('a b', { a: undo });
    play.fail('b', boom);
    play.complete('a');
    expect(play.running).toEqual(['a~undo']);
  });

  it('X2 X5 is not stopped, nor begun again, by a cancel', () => {
    const play = saga('a>b', { a: undo });
    play.complete('a');
    play.fail('b', boom);
    play.news();
    play.cancel();
    play.timeOut();
    expect(play.news()).toEqual([]);
    play.complete('a~undo');
    expect(play.result?.status).toBe('failed');
  });
});

import { describe, expect, it } from 'vitest';

import { boom, container, graphOf, Play } from './kernel-harness.fixture.js';

describe('L back-edges', () => {
  it('L1 runs the body again under new paths', () => {
    const play = new Play(graphOf('a>b b>c c.again^b*2')).start();
    play.complete('a');
    play.complete('b');
    play.complete('c', 1, 'again');
    expect(play.running).toEqual(['b@2']);
    play.complete('b@2');
    play.complete('c@2', 'end');
    expect(play.result).toMatchObject({ status: 'completed', output: 'end' });
  });

  it('L1 starts the target even though its join rule does not hold', () => {
    const play = new Play(graphOf('a.x>s o>t s>t t.again^s*1 a>t', { t: { join: 'any' } })).start();
    play.complete('o');
    play.complete('t', 0, 'again');
    expect(play.running).toContain('s@2');
  });

  it('L1 loops one node', () => {
    const play = new Play(graphOf('a.again^a*3')).start();
    for (const step of ['a', 'a@2', 'a@3']) play.complete(step, step, 'again');
    play.complete('a@4', 'end');
    expect(play.result?.output).toBe('end');
  });

  it('L2 keeps what edges from outside brought, and opens those inside again', () => {
    const input = { in: { $ref: 'incoming' } };
    const play = new Play(graphOf('o>t s>t t.again^s*1', { t: { input } })).start();
    play.complete('o', 'outside');
    play.complete('s', 'one');
    expect(play.inputOf('t')).toEqual({ in: ['outside', 'one'] });
    play.complete('t', 0, 'again');
    expect(play.running).toEqual(['s@2']);
    play.complete('s@2', 'two');
    expect(play.inputOf('t@2')).toEqual({ in: ['outside', 'two'] });
  });

  it('L3 holds dead exits back until the loop has ended', () => {
    const play = new Play(graphOf('s>t t.again^s*2 s.odd>x t>x')).start();
    play.complete('s');
    play.complete('t', 0, 'again');
    play.complete('s@2');
    expect(play.running).toEqual(['t@2']);
    play.complete('t@2');
    expect(play.running).toEqual(['x']);
  });

  it('L3 skips what comes after a loop that was skipped', () => {
    const play = new Play(graphOf('a.never>s s>t t^s*2 t>x a>y')).start();
    play.complete('a');
    play.complete('y');
    expect(play.result).toMatchObject({ status: 'completed', output: 'y' });
  });

  it('L3 resolves, when the loop ends, only exits that are dead: others have their turn', () => {
    const nodes = { t: { disabled: true }, b: { disabled: true } };
    const play = new Play(
      graphOf('s>t s>b b>t t.again^s*1 b>x', {
        ...nodes,
        t: { disabled: true, join: 'any' as const },
      }),
    ).start();
    play.complete('s');
    expect(play.running).toEqual(['x']);
  });

  it('L4 counts an alive exit at once, and once, with what it brought first', () => {
    const input = { in: { $ref: 'incoming' } };
    const play = new Play(graphOf('s>t t.again^s*2 t.done>x y>x', { x: { input } })).start();
    play.complete('s');
    play.completeOn('t', { again: 1, done: 'first' });
    play.complete('s@2');
    play.completeOn('t@2', { again: 2, done: 'second' });
    play.complete('y', 'y');
    expect(play.inputOf('x')).toEqual({ in: ['first', 'y'] });
    expect(play.running).toEqual(['s@3', 'x']);
  });

  it('L5 fails the source when the limit is passed', () => {
    const play = new Play(graphOf('s>t t.again^s*1 t>x')).start();
    play.complete('s');
    play.complete('t', 0, 'again');
    play.complete('s@2');
    play.complete('t@2', 0, 'again');
    expect(play.result?.error).toEqual({
      category: 'permanent',
      code: 'LOOP_LIMIT',
      message: 'The loop that "t@2" closes was taken 1 times, its limit',
      step: 't@2',
    });
  });

  it('L5 names the failure that asked for one more pass', () => {
    const play = new Play(graphOf('a.error^a*1')).start();
    play.fail('a', boom);
    play.fail('a@2', boom);
    expect(play.result?.error).toMatchObject({ code: 'LOOP_LIMIT', cause: boom });
  });

  it('L5 F2 lets an error edge handle the limit', () => {
    const play = new Play(graphOf('a.again^a*1 a.error>b')).start();
    play.complete('a', 0, 'again');
    play.complete('a@2', 0, 'again');
    expect(play.running).toEqual(['b']);
  });

  it('L6 sets inner counts to zero with each outer pass, and not outer counts with each inner one', () => {
    const play = new Play(graphOf('s>t t.inner^t*2 t.outer^s*1')).start();
    const pass = (outer: number, visits: readonly number[]): void => {
      play.complete(outer === 1 ? 's' : `s@${outer}`);
      for (const visit of visits) play.complete(visit === 1 ? 't' : `t@${visit}`, 0, 'inner');
    };
    pass(1, [1, 2]);
    play.complete('t@3', 0, 'outer');
    pass(2, [4, 5]);
    expect(play.running).toEqual(['t@6']);
    play.complete('t@6', 0, 'outer');
    expect(play.result?.error).toMatchObject({ code: 'LOOP_LIMIT', step: 't@6' });
  });

  it('L6 bounds two loops over the same body', () => {
    const play = new Play(graphOf('s>t t.x^s*2 t.y^s*2')).start();
    let passes = 0;
    for (; play.result === undefined; passes++) {
      const [step = ''] = play.running;
      play.complete(step);
      const [next = ''] = play.running;
      play.complete(next, 0, passes % 2 === 0 ? 'x' : 'y');
    }
    expect(passes).toBeLessThan(10);
    expect(play.result?.error?.code).toBe('LOOP_LIMIT');
  });

  it('L7 stops what the pass before left under way, and ignores what it still says', () => {
    const nodes = {
      t: { join: 'any' as const },
      each: container(
        'forEach',
        { items: [1] },
        { body: graphOf('x w', { sub: container('subWorkflow', { workflowId: 'c' }, {}) }) },
      ),
      sub2: container('subWorkflow', { workflowId: 'c' }, {}),
    };
    const play = new Play(
      graphOf('s>t s>each each>t s>a a>t s>v v>t s>sub2 sub2>t t.again^s*1', nodes),
    ).start();
    play.complete('s');
    play.wait('v', { signal: 'go' });
    play.wait('each[0]/w', { wakeAt: 5 });
    play.childStarted('each[0]/sub', 'child');
    play.news();
    play.begin('each[0]/x');
    play.complete('a');
    play.complete('t', 0, 'again');
    expect(play.news()).toEqual(['cancel each[0]/x', 'cancelChild child', 'start s@2']);
    play.signal('go');
    play.timer('each[0]/w', 5);
    play.complete('each[0]/x');
    play.childStarted('sub2', 'late');
    expect(play.news()).toEqual(['cancelChild late']);
    expect(play.running).toEqual(['s@2']);
  });

  it('L7 leaves behind what the same event was about to open', () => {
    const disabled = { disabled: true };
    const nodes = {
      s: disabled,
      t: { ...disabled, join: 'any' as const },
      each: container('forEach', { items: [1] }, { body: graphOf('x') }),
    };
    const play = new Play(graphOf('s>t s>each each>t t^s*2', nodes)).start();
    expect(play.log).toEqual(['finish failed']);
    expect(play.result?.error).toMatchObject({ code: 'LOOP_LIMIT', step: 't@3' });
  });

  it('L7 passes over what ended in the same event as the pass before', () => {
    const nodes = { t: { disabled: true, join: 'any' as const }, d: { disabled: true } };
    const play = new Play(graphOf('s>t s>d d>t t^s*2', nodes)).start();
    play.complete('s');
    play.complete('s@2');
    expect(play.running).toEqual(['s@3']);
    play.complete('s@3');
    expect(play.result?.error).toMatchObject({ code: 'LOOP_LIMIT', step: 't@3' });
  });

  it('L7 starts nothing in a container that was left in the event that opened it', () => {
    const inner = graphOf('x>y', { x: { disabled: true } });
    const nodes = {
      t: { disabled: true, join: 'any' as const },
      each: container('forEach', { items: [1] }, { body: inner }),
    };
    const play = new Play(graphOf('s>each s>t each>t t^s*1', nodes)).start();
    play.complete('s');
    expect(play.news()).toEqual(['start s', 'start s@2']);
  });

  it('L7 F5 finishes compensations of a pass that was left, and begins the others with the run', () => {
    const undo = {
      compensate: { type: 'test.undo', version: 1, input: { s: { $ref: 'nodes.s.output' } } },
    };
    const attempt = container('try', {}, { body: graphOf('w>x x>y', { w: undo, x: undo }) });
    const each = container('forEach', { items: [1] }, { body: graphOf('', { attempt }) });
    const play = new Play(
      graphOf('s>each s>t each>t t.again^s*1', { each, t: { join: 'any' } }),
    ).start();
    play.complete('s', 'first');
    play.complete('each[0]/attempt[body]/w');
    play.complete('each[0]/attempt[body]/x');
    play.fail('each[0]/attempt[body]/y', boom);
    const undoing = 'each[0]/attempt[body]/x~undo';
    play.complete('t', 0, 'again');
    expect(play.running).toEqual([undoing, 's@2']);
    play.complete('s@2', 'second');
    play.crash();
    expect(play.inputOf(undoing)).toEqual({ s: 'first' });
    play.cancel();
    for (const step of ['t@2', 'each@2[0]/attempt[body]/w']) play.stop(step);
    expect(play.running).toEqual([undoing]);
    play.complete(undoing);
    expect(play.running).toEqual(['each[0]/attempt[body]/w~undo']);
    play.completeAll();
    expect(play.result?.status).toBe('cancelled');
  });

  it('L8 takes the first of two back-edges that are alive', () => {
    const play = new Play(graphOf('r>s s>t t^s*1 t^r*1')).start();
    play.complete('r');
    play.complete('s');
    play.complete('t');
    expect(play.running).toEqual(['s@2']);
  });

  it('L9 fails, instead of waiting for ever, when loops wait for each other to end', () => {
    const graph = graphOf('a>b c>d a.no>d c.no>b b.again^a*1 d.again^c*1 d>z');
    const play = new Play(graph).start();
    play.complete('c');
    play.complete('a');
    const message = 'Loops wait for each other to end, and nodes for them: "b", "d" and "z"';
    expect(play.result?.error).toEqual({ category: 'permanent', code: 'LOOP_DEADLOCK', message });
    play.resume();
    expect(play.finishes).toHaveLength(2);
  });

  it('B11 shows what nodes gave in the pass before, until they end again', () => {
    const input = { before: { $ref: 'nodes.t.output' }, status: { $ref: 'nodes.t.status' } };
    const play = new Play(graphOf('s>t t.again^s*1', { s: { input } })).start();
    expect(play.inputOf('s')).toEqual({ status: 'pending' });
    play.complete('s');
    play.complete('t', 'one', 'again');
    expect(play.inputOf('s@2')).toEqual({ before: 'one', status: 'pending' });
  });

  it('C15 L1 loops inside containers inside loops', () => {
    const inner = graphOf('x>y y.again^x*1');
    const each = container('forEach', { items: [1, 2], concurrency: 1 }, { body: inner });
    const play = new Play(graphOf('each>t t.again^each*1', { each })).start();
    const again = new Set(['y', 't', 'each[0]/y', 'each@2[1]/y']);
    const ran: string[] = [];
    for (let step = play.running[0]; step !== undefined; step = play.running[0]) {
      ran.push(step);
      play.complete(step, step, again.has(step) ? 'again' : 'out');
    }
    expect(ran.join(' ')).toBe(
      'each[0]/x each[0]/y each[0]/x@2 each[0]/y@2 each[1]/x each[1]/y t each@2[0]/x each@2[0]/y each@2[1]/x each@2[1]/y each@2[1]/x@2 each@2[1]/y@2 t@2',
    );
    expect(play.result?.status).toBe('completed');
  });
});

import { describe, expect, it } from 'vitest';

import { boom, graphOf, Play } from './kernel-harness.fixture.js';

const wakeOf = (play: Play, step: string) => play.underWay.get(step)?.wake;

describe('W waits', () => {
  it('W1 goes on when its time has come, as the same attempt', () => {
    const play = new Play(graphOf('a')).start();
    play.wait('a', { wakeAt: 10 });
    expect(play.running).toEqual([]);
    play.timer('a', 10);
    expect(play.underWay.get('a')).toMatchObject({ attempt: 1, wake: { kind: 'timer' } });
    play.complete('a');
    expect(play.result?.status).toBe('completed');
  });

  it('W1 goes on with its signal or its time, whichever is first, and once', () => {
    const play = new Play(graphOf('a')).start();
    play.wait('a', { wakeAt: 10, signal: 'go' });
    play.signal('go', { ok: true }, 's1');
    expect(wakeOf(play, 'a')).toEqual({
      kind: 'signal',
      id: 's1',
      name: 'go',
      payload: { ok: true },
    });
    play.news();
    play.timer('a', 10);
    expect(play.news()).toEqual([]);
  });

  it('W1 may wait again after it was woken', () => {
    const play = new Play(graphOf('a')).start();
    play.wait('a', { signal: 'go' });
    play.signal('go');
    play.wait('a', { signal: 'go' });
    expect(play.running).toEqual([]);
    play.signal('go');
    expect(play.running).toEqual(['a']);
  });

  it('W2 gives a signal to the step that has waited longest', () => {
    const play = new Play(graphOf('a b c')).start();
    play.wait('b', { signal: 'go' });
    play.wait('a', { signal: 'go' });
    play.wait('c', { signal: 'stop' });
    play.signal('go');
    expect(play.running).toEqual(['b']);
  });

  it('W2 keeps signals that nobody waits for, and gives them oldest first', () => {
    const play = new Play(graphOf('a b')).start();
    play.signal('other', 0);
    play.signal('go', 1, 's1');
    play.signal('go', 2, 's2');
    play.wait('b', { signal: 'go' });
    play.wait('a', { signal: 'go' });
    expect([wakeOf(play, 'b'), wakeOf(play, 'a')]).toMatchObject([{ payload: 1 }, { payload: 2 }]);
  });

  it('W2 keeps a signal that came before the run began', () => {
    const play = new Play(graphOf('a'));
    play.signal('go');
    play.start();
    play.wait('a', { signal: 'go' });
    expect(play.running).toEqual(['a']);
  });

  it('W3 makes the next attempt when its time has come', () => {
    const play = new Play(graphOf('a')).start();
    play.retry('a', 1, 10);
    play.signal('a');
    expect(play.running).toEqual([]);
    play.timer('a', 10);
    expect(play.underWay.get('a')).toMatchObject({ attempt: 2, wake: undefined });
    play.crash();
    expect(play.underWay.get('a')).toMatchObject({ attempt: 2 });
  });

  it('W3 retries a step that was woken with what had woken it', () => {
    const play = new Play(graphOf('a')).start();
    play.wait('a', { signal: 'go' });
    play.signal('go', 'yes');
    play.retry('a', 1, 10);
    play.timer('a', 10);
    expect(play.underWay.get('a')).toMatchObject({ attempt: 2, wake: { payload: 'yes' } });
  });

  it.each([
    ['early', { wakeAt: 10 }, 9],
    ['for a step without one', { signal: 'go' }, 99],
  ])('W4 ignores a timer that comes %s', (_, wait, at) => {
    const play = new Play(graphOf('a')).start();
    play.wait('a', wait);
    play.timer('a', at);
    expect(play.running).toEqual([]);
  });

  it('W4 ignores timers of steps that run, have ended, are unknown or do not exist', () => {
    const play = new Play(graphOf('a b c')).start();
    play.complete('b');
    play.unknown('c');
    play.news();
    for (const step of ['a', 'b', 'c', 'nobody']) play.timer(step, 99);
    expect(play.news()).toEqual([]);
  });

  it('W5 asks for a decision: again, with the same attempt', () => {
    const play = new Play(graphOf('a')).start();
    play.begin('a');
    play.crash();
    expect(play.underWay.get('a')).toMatchObject({ interrupted: true });
    play.unknown('a');
    expect(play.running).toEqual([]);
    play.resolve('a', { action: 'retry' });
    expect(play.underWay.get('a')).toMatchObject({ attempt: 1, interrupted: false });
  });

  it.each([
    ['complete', { action: 'complete', output: 5 } as const, ['b']],
    ['complete on another port', { action: 'complete', output: 5, port: 'x' } as const, ['c']],
  ])('W5 asks for a decision: %s', (_, resolution, next) => {
    const play = new Play(graphOf('a>b a.x>c')).start();
    play.unknown('a');
    play.resolve('a', resolution);
    expect(play.running).toEqual(next);
  });

  it('W5 asks for a decision: fail', () => {
    const play = new Play(graphOf('a')).start();
    play.unknown('a');
    play.resolve('a', { action: 'fail', message: 'it did not' });
    expect(play.result?.error).toMatchObject({
      category: 'permanent',
      message: 'it did not',
      step: 'a',
    });
  });

  it('W5 takes no decision about a step that is not in doubt', () => {
    const play = new Play(graphOf('a b')).start();
    play.wait('a', { signal: 'go' });
    play.resolve('a', { action: 'complete', output: 1 });
    play.resolve('b', { action: 'fail', message: 'no' });
    expect(play.running).toEqual(['b']);
    expect(play.state.status).toBe('running');
  });

  it('F4 lets no step wait whose scope has closed', () => {
    const play = new Play(graphOf('a b c')).start();
    play.fail('a', boom);
    play.wait('b', { signal: 'go' });
    play.retry('c', 1, 10);
    expect(play.result?.status).toBe('failed');
  });
});

describe('X ending early', () => {
  it('X1 stops everything and ends as cancelled, with the reason', () => {
    const play = new Play(graphOf('a>b c d')).start();
    play.wait('c', { signal: 'go' });
    play.news();
    play.cancel('enough');
    expect(play.news()).toEqual(['cancel a', 'cancel d']);
    play.complete('a');
    expect(play.result).toBeUndefined();
    play.stop('d');
    expect(play.result).toMatchObject({
      status: 'cancelled',
      error: { category: 'cancelled', message: 'enough' },
    });
  });

  it('X1 ends at once when nothing is under way', () => {
    const play = new Play(graphOf('a')).start();
    play.wait('a', { signal: 'never' });
    play.cancel();
    expect(play.result).toMatchObject({
      status: 'cancelled',
      error: { message: 'The run was cancelled' },
    });
  });

  it('X1 ends a run that is cancelled before it began, and does not begin it', () => {
    const play = new Play(graphOf('a'));
    play.cancel();
    play.start();
    expect(play.log).toEqual(['finish cancelled']);
  });

  it('X2 changes nothing the second time, or after the end', () => {
    const play = new Play(graphOf('a')).start();
    play.fail('a', boom);
    play.news();
    play.cancel();
    play.timeOut();
    play.signal('late');
    expect(play.news()).toEqual([]);
    expect(play.state.status).toBe('failed');
  });

  it('X3 fails a run over its time limit', () => {
    const play = new Play(graphOf('a')).start();
    play.timeOut(250);
    play.stop('a');
    expect(play.result).toMatchObject({
      status: 'failed',
      error: {
        category: 'timeout',
        code: 'RUN_TIMEOUT',
        message: 'The run took longer than its limit of 250 ms',
      },
    });
  });
});

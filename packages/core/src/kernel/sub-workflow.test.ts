import { describe, expect, it } from 'vitest';

import { boom, container, graphOf, Play, type NodeSketch } from './kernel-harness.fixture.js';

function calling(text: string, input: NodeSketch['input'] = {}, more: NodeSketch = {}): Play {
  const call = container('subWorkflow', { workflowId: 'child', ...input }, {}, more);
  return new Play(graphOf(text, { call })).start();
}

describe('S sub-workflows', () => {
  it('S1 starts a run and completes with its result', () => {
    const play = calling('call', { hash: 'abc', input: { n: { $expr: '1 + 1' } } });
    expect(play.childInputs.get('call')).toEqual({ n: 2 });
    play.childStarted('call', 'c1');
    play.childEnded('call', 'c1', { status: 'completed', output: 42 });
    expect(play.result?.output).toBe(42);
  });

  it.each([
    ['failed', { category: 'network' }, 'Run c1 of the sub-workflow failed: boom'],
    ['cancelled', { category: 'permanent' }, 'Run c1 of the sub-workflow was cancelled: boom'],
  ] as const)('S2 fails with a child that %s', (status, expected, message) => {
    const play = calling('call');
    play.childStarted('call', 'c1');
    const error = { ...boom, category: 'network', code: 'E', details: 1 } as const;
    play.childEnded('call', 'c1', { status, error });
    expect(play.result?.error).toMatchObject({
      ...expected,
      message,
      code: 'E',
      details: 1,
      cause: error,
      step: 'call',
    });
  });

  it('S2 F2 routes the failure like any other', () => {
    const play = calling('call.error>x');
    play.childStarted('call', 'c1');
    play.childEnded('call', 'c1', { status: 'failed', error: boom });
    expect(play.running).toEqual(['x']);
  });

  it('S3 cancels the child when the scope closes, and waits for it', () => {
    const play = calling('call x');
    play.childStarted('call', 'c1');
    play.news();
    play.fail('x', boom);
    expect(play.news()).toEqual(['cancelChild c1']);
    play.childEnded('call', 'c1', { status: 'cancelled', error: boom });
    expect(play.result?.status).toBe('failed');
  });

  it('S3 F9 takes the result of a child that completed all the same', () => {
    const play = calling('call>y x');
    play.childStarted('call', 'c1');
    play.fail('x', boom);
    play.childEnded('call', 'c1', { status: 'completed', output: 1 });
    play.resume();
    expect(play.running).toEqual(['x', 'y']);
  });

  it('S3 cancels a child that comes too late', () => {
    const play = calling('call x');
    play.cancel();
    play.news();
    play.childStarted('call', 'c1');
    expect(play.news()).toEqual(['cancelChild c1']);
    play.childEnded('call', 'c1', { status: 'completed', output: 1 });
    play.stop('x');
    expect(play.result?.status).toBe('cancelled');
  });

  it('S4 passes over a child that is not its own, and one that is heard of twice', () => {
    const play = calling('call');
    play.childStarted('call', 'c1');
    play.news();
    play.childStarted('call', 'c1');
    play.childEnded('call', 'other', { status: 'completed', output: 'wrong' });
    expect(play.news()).toEqual([]);
    expect(play.state.status).toBe('running');
  });

  it('S5 starts the child once, whatever crashes, and another when resumed', () => {
    const play = calling('call');
    play.crash();
    expect([...play.openings]).toEqual(['call']);
    play.childStarted('call', 'c1');
    play.crash();
    expect([...play.openings]).toEqual([]);
    play.childEnded('call', 'c1', { status: 'failed', error: boom });
    play.news();
    play.resume();
    expect(play.news()).toEqual(['child call']);
  });

  it('S6 fails when the child cannot be made, and takes no other word for it', () => {
    const play = calling('call');
    play.complete('call', 'made up');
    play.stop('call');
    play.wait('call', { wakeAt: 1 });
    expect(play.state.status).toBe('running');
    play.fail('call', { category: 'notFound', message: 'no such workflow' });
    expect(play.result?.error).toMatchObject({ category: 'notFound', step: 'call' });

    const made = calling('call');
    made.childStarted('call', 'c1');
    made.fail('call');
    expect(made.state.status).toBe('running');
  });

  it.each([
    ['workflowId', { workflowId: 5 }, 'the id of a workflow, but it is 5'],
    ['hash', { hash: 5 }, 'a hash, but it is 5'],
  ])('C14 refuses a %s that is none', (_, input, message) => {
    const { result } = calling('call', input);
    expect(result?.error).toMatchObject({ code: 'CONTAINER_INPUT', category: 'validation' });
    expect(result?.error?.message).toContain(message);
  });
});

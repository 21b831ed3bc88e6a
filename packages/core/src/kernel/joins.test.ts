import { describe, expect, it } from 'vitest';

import { boom, graphOf, Play } from './kernel-harness.fixture.js';

describe('J joins and ports', () => {
  it('J1 starts the nodes that nothing leads to, in document order', () => {
    const play = new Play(graphOf('b a c>d')).start();
    expect(play.running).toEqual(['c', 'b', 'a']);
  });

  it('J2 starts an all-join when every edge is resolved and one is alive', () => {
    const play = new Play(graphOf('a>c b>c')).start();
    play.complete('a');
    expect(play.running).toEqual(['b']);
    play.complete('b', 1, 'other');
    expect(play.running).toEqual(['c']);
  });

  it('J2 skips an all-join when every edge is dead, and passes that on', () => {
    const play = new Play(graphOf('a.x>b b>c c>d')).start();
    play.complete('a');
    expect(play.log).toEqual(['start a', 'finish completed']);
    expect(play.result?.output).toBeUndefined();
  });

  it('J3 starts an any-join once, with the first alive edge', () => {
    const play = new Play(graphOf('a>c b>c', { c: { join: 'any' } })).start();
    play.complete('b');
    expect(play.running).toEqual(['a', 'c']);
    play.complete('a');
    expect(play.log).toEqual(['start a', 'start b', 'start c']);
    play.complete('c');
    expect(play.result?.status).toBe('completed');
  });

  it('J3 waits in an any-join while an edge may come alive, and skips it when none can', () => {
    const play = new Play(graphOf('a.x>c b.x>c', { c: { join: 'any' } })).start();
    play.complete('a');
    expect(play.running).toEqual(['b']);
    play.complete('b');
    expect(play.result?.status).toBe('completed');
  });

  it('J4 starts a count-join with the n-th alive edge', () => {
    const play = new Play(graphOf('a>d b>d c>d', { d: { join: { count: 2 } } })).start();
    play.complete('a');
    expect(play.running).toEqual(['b', 'c']);
    play.complete('c');
    expect(play.running).toEqual(['b', 'd']);
  });

  it('J4 skips a count-join as soon as too few edges can come alive', () => {
    const graph = graphOf('a.x>d b.x>d c>d d>e f>e', { d: { join: { count: 2 } } });
    const play = new Play(graph).start();
    play.complete('a');
    play.complete('f');
    expect(play.running).toEqual(['b', 'c']);
    play.complete('b');
    expect(play.running).toEqual(['c', 'e']);
  });

  it('J5 resolves an edge alive when its port was taken, and dead otherwise', () => {
    const play = new Play(graphOf('a.x>b a.y>c a.x>d')).start();
    play.complete('a', 1, 'x');
    expect(play.running).toEqual(['b', 'd']);
  });

  it('J5 takes several ports at once, each with its own data', () => {
    const input = { in: { $ref: 'incoming' } };
    const graph = graphOf('a.x>b a.y>c a.z>d', { b: { input }, c: { input } });
    const play = new Play(graph).start();
    play.completeOn('a', { x: 1, y: 2 });
    expect(play.running).toEqual(['b', 'c']);
    expect(play.inputOf('b')).toEqual({ in: [1] });
    expect(play.inputOf('c')).toEqual({ in: [2] });
  });

  it.each([
    ['one payload', 'a>d d>e', [], 'a'],
    ['several payloads, in edge order', 'a>d b>d d>e', ['b'], ['a', 'b']],
    ['alive payloads only', 'a>d b.x>d d>e', ['b'], 'a'],
  ])('J6 passes %s through a disabled node, at once', (_, text, others, output) => {
    const nodes = { d: { disabled: true }, e: { input: { in: { $ref: 'incoming[0]' } } } };
    const play = new Play(graphOf(text, nodes)).start();
    for (const other of others) play.complete(other);
    play.complete('a');
    expect(play.running).toEqual(['e']);
    expect(play.inputOf('e')).toEqual({ in: output });
  });

  it('J6 takes only `out` of a disabled node, and never fails, retries or undoes it', () => {
    const nodes = { d: { disabled: true, compensate: { type: 'u', version: 1 } } };
    const play = new Play(graphOf('d.error>x d.alt>y d>z', nodes)).start();
    expect(play.running).toEqual(['z']);
    play.fail('z', boom);
    expect(play.result?.status).toBe('failed');
    expect(play.log).toEqual(['start z', 'finish failed']);
  });

  it('J6 completes a workflow of disabled nodes within its first event', () => {
    const play = new Play(
      graphOf('a>b b>c a>c', {
        a: { disabled: true },
        b: { disabled: true },
        c: { disabled: true },
      }),
    ).start();
    expect(play.log).toEqual(['finish completed']);
    expect(play.result?.output).toEqual([[], []]);
  });

  it('J7 completes a workflow without nodes', () => {
    expect(new Play(graphOf('')).start().result).toMatchObject({ status: 'completed' });
  });

  it.each([
    ['the output of the only sink', 'a>b', { b: 1 }, 1],
    ['that of the only sink that completed', 'a.x>b a.y>c', { c: 1 }, 1],
    ['a record of several sinks by id', 'a.x>b a.x>c a.y>d', { b: 1, c: 2 }, { b: 1, c: 2 }],
    ['nothing when no sink completed', 'a.z>b', {}, undefined],
  ])(
    'J8 gives, without an output binding, %s',
    (_, text, sinks: Record<string, number>, output) => {
      const play = new Play(graphOf(text)).start();
      play.complete(
        'a',
        0,
        'c' in sinks && !('b' in sinks) ? 'y' : 'b' in sinks && text.includes('x') ? 'x' : 'out',
      );
      for (const [sink, value] of Object.entries(sinks)) play.complete(sink, value);
      expect(play.result).toMatchObject({ status: 'completed', output });
    },
  );

  it('J8 evaluates the output binding, and fails the run when that fails', () => {
    const good = new Play(graphOf('a', {}, { n: { $ref: 'nodes.a.output.n' } })).start();
    good.complete('a', { n: 3 });
    expect(good.result).toMatchObject({ status: 'completed', output: { n: 3 } });

    const bad = new Play(graphOf('a', {}, { $expr: 'nodes.a.output.n.m' })).start();
    bad.complete('a', {});
    expect(bad.result).toMatchObject({ status: 'failed', error: { category: 'validation' } });
  });
});

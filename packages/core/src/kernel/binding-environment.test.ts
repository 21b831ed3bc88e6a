import { describe, expect, it } from 'vitest';

import type { Binding } from '../model/document.js';
import { StateEnvironment } from './binding-environment.js';
import { boom, container, graphOf, nodeOf, Play } from './kernel-harness.fixture.js';

/** What `x` reads, bound to each of `bindings`. */
function reading(text: string, bindings: Record<string, Binding>): Play {
  return new Play(graphOf(text, { x: { input: bindings } }));
}

describe('B what bindings read', () => {
  it('B6 reads the run’s input and identity', () => {
    const play = reading('x', { n: { $ref: 'input.n' }, run: { $ref: 'run' } }).start({ n: 1 });
    expect(play.inputOf('x')).toEqual({
      n: 1,
      run: { id: 'run', tenant: 'acme', workflowId: 'test', startedAt: 0 },
    });
  });

  it('B7 reads all of a node that ended', () => {
    const play = reading('a.p>x', {
      a: { $ref: 'nodes.a' },
      q: { $expr: 'nodes.a.outputs.q' },
    }).start();
    play.completeOn('a', { p: 1, q: 2 });
    expect(play.inputOf('x')).toEqual({
      a: { status: 'completed', port: 'p', output: 1, outputs: { p: 1, q: 2 } },
      q: 2,
    });
  });

  it.each([
    ['completed', (play: Play) => play.complete('a')],
    ['running', () => undefined],
    ['waiting', (play: Play) => play.wait('a', { signal: 'go' })],
  ])('B7 says that a node is %s', (status, act) => {
    const play = reading('a x', { s: { $ref: 'nodes.a.status' } }).start();
    act(play);
    expect(play.inputOf('x')).toEqual({ s: status });
  });

  it('B7 gives nothing of a node that was skipped', () => {
    const bindings = {
      s: { $ref: 'nodes.b.status' },
      o: { $ref: 'nodes.b.output' },
      p: { $ref: 'nodes.b.port' },
    };
    const play = reading('a.no>b a>x b>x', bindings).start();
    play.complete('a');
    expect(play.inputOf('x')).toEqual({ s: 'skipped' });
  });

  it('B7 shows an error without stack and cause', () => {
    const play = reading('a.error>x', { e: { $expr: 'nodes.a.error' } }).start();
    play.fail('a', { ...boom, stack: 'secret', cause: boom });
    expect(play.inputOf('x')).toEqual({ e: boom });
  });

  it('B7 finds nodes of the graphs around, and lists them all', () => {
    const x = {
      input: {
        a: { $ref: 'nodes.a.output' },
        ids: { $expr: 'Object.keys(nodes)' },
        no: { $expr: 'nodes.nobody' },
      },
    };
    const each = container('forEach', { items: [1] }, { body: graphOf('w>x', { x }) });
    const play = new Play(graphOf('a>each', { each })).start();
    play.complete('a', 'outer');
    play.complete('each[0]/w');
    expect(play.inputOf('each[0]/x')).toEqual({ a: 'outer', ids: ['w', 'x', 'a', 'each'] });
  });

  it('B8 lists what alive edges brought, in edge order, and by port the first', () => {
    const bindings = {
      in: { $ref: 'incoming' },
      left: { $ref: 'ports.left' },
      ports: { $ref: 'ports' },
    };
    const play = reading('b>x.left a.no>x.left a>x.left c>x', bindings).start();
    for (const step of ['c', 'a', 'b']) play.complete(step);
    expect(play.inputOf('x')).toEqual({
      in: ['b', 'a', 'c'],
      left: 'b',
      ports: { left: 'b', in: 'c' },
    });
  });

  it('B8 has nothing incoming where no node reads', () => {
    const play = new Play(
      graphOf('x', {}, { in: { $ref: 'incoming' }, ports: { $ref: 'ports' } }),
    ).start();
    play.complete('x');
    expect(play.result?.output).toEqual({ in: [], ports: {} });
  });

  it('B9 knows no variables outside their body', () => {
    const play = reading('x', { item: { $ref: 'item' } }).start();
    expect(play.inputOf('x')).toEqual({});
    expect(() =>
      new StateEnvironment(play.state, play.state.root, undefined).get('item'),
    ).not.toThrow();
  });

  it('B10 fails a node whose binding fails', () => {
    const each = container(
      'forEach',
      { items: { $expr: 'input.no.thing' } },
      { body: graphOf('y') },
    );
    const play = new Play(graphOf('', { each })).start({});
    expect(play.result?.error).toMatchObject({ category: 'validation', step: 'each' });
  });

  it('B5 has only the secrets that were resolved for it', () => {
    const { state, plan } = reading('x', { key: { $secret: 'crm/key' } }).start();
    const node = nodeOf(plan, 'x');
    const secrets = new Map([['crm/key', 'k']]);
    const env = new StateEnvironment(state, state.root, node, { secrets });
    expect(node.input.secrets).toEqual(['crm/key']);
    expect(node.input.evaluate(env)).toEqual({ key: 'k' });
    expect(() => env.secret('other')).toThrow('Secret "other" is not available here');
    expect(() => new StateEnvironment(state, state.root, node).secret('crm/key')).toThrow(
      TypeError,
    );
  });

  it('tells known roots from unknown ones', () => {
    const { state } = reading('x', {}).start();
    const env = new StateEnvironment(state, state.root, undefined, {
      variables: { error: undefined },
    });
    expect(['input', 'nodes', 'error', 'item'].map((name) => env.has(name))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });
});

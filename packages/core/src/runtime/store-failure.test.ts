import { describe, expect, it } from 'vitest';

import { memory } from '../memory/memory-backend.js';
import { NodeError } from '../model/run-error.js';
import type { Backend, Store } from '../ports/store.js';
import { testEngine } from '../testing/test-engine.js';
import { scripted, sketch } from './engine.fixture.js';

/** A memory backend some of whose calls fail, as those of a server that is gone for a while. */
function unreliable(fails: (operation: 'commit' | 'drop') => boolean, isAsync: boolean): Backend {
  const sound = memory();
  return {
    name: 'unreliable',
    open(host) {
      const store = sound.open(host) as Store;
      const guard = <T>(operation: 'commit' | 'drop', work: () => T): T => {
        if (fails(operation)) throw new Error(`${operation}: connection lost`);
        return work();
      };
      return new Proxy(store, {
        get(target, key) {
          if (key === 'capabilities') return { ...target.capabilities, immediate: !isAsync };
          if (key === 'commit') {
            const commit: Store['commit'] = (changes) =>
              guard('commit', () => target.commit(changes));
            return isAsync
              ? async (...args: Parameters<Store['commit']>) => commit(...args)
              : commit;
          }
          if (key === 'drop') {
            return (...args: Parameters<Store['drop']>) =>
              guard('drop', () => target.drop(...args));
          }
          const value: unknown = Reflect.get(target, key);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      });
    },
  };
}

describe.each([
  ['that answers at once', false],
  ['that answers later', true],
])('a store %s', (_title, isAsync) => {
  it('whose commit fails costs a repetition, never the run', async () => {
    let failures = 2;
    const errors: string[] = [];
    const ran: string[] = [];
    const node = scripted((_input, { step }) => void ran.push(step));
    const backend = unreliable((operation) => operation === 'commit' && failures-- > 0, isAsync);
    const t = testEngine({ backend, nodes: [node] });
    t.engine.on('error', ({ error }) => errors.push(error.message));
    const run = await t.start(sketch([{ id: 'a' }, { id: 'b' }], 'a>b'), {});

    await t.advance('5s');

    expect(await run.status()).toBe('completed');
    expect((await t.engine.get(run.id))?.crashes).toBe(0);
    expect(errors.filter((message) => message.includes('connection lost'))).toHaveLength(2);
    expect(ran.at(-1)).toBe('b');
    await t.close();
  });

  it('that fails for long is asked again until it lets the run go', async () => {
    let isDown = true;
    const t = testEngine({
      backend: unreliable(() => isDown, isAsync),
      nodes: [scripted(() => 1)],
    });
    const run = await t.start(sketch([{ id: 'a' }]), {});
    await t.advance('10s');
    isDown = false;

    await t.advance('3s');

    expect(await run.result()).toBe(1);
    await t.close();
  });
});

describe('what cannot be stored', () => {
  it('in the details of an error is shown as text', async () => {
    const node = scripted(() => {
      const details = { socket: () => undefined };
      throw new NodeError({ category: 'permanent', message: 'no', details });
    });
    const t = testEngine({ nodes: [node] });
    const run = await t.start(sketch([{ id: 'a' }]), {});

    expect((await t.engine.get(run.id))?.error).toMatchObject({ message: 'no', details: '{}' });
    await t.close();
  });

  it.each([[() => 1], [Symbol('x')], [new WeakMap()]])(
    'as a signal is refused: %s',
    async (payload) => {
      const t = testEngine();
      const workflow = sketch([{ id: 'w', type: 'flow.waitForSignal', input: { signal: 'go' } }]);
      const run = await t.start(workflow, {});

      await expect(run.signal('go', payload)).rejects.toMatchObject({ code: 'VALUE_UNSUPPORTED' });
      await t.close();
    },
  );

  it.each([['a\0b'], ['']])('as a name is refused: %j', async (name) => {
    const t = testEngine({ nodes: [scripted(() => 1)] });
    const workflow = sketch([{ id: 'a' }]);

    await expect(t.start(workflow, {}, { idempotencyKey: name })).rejects.toThrow(TypeError);
    await expect(t.start(workflow, {}, { tags: [name] })).rejects.toThrow(TypeError);
    await expect(t.engine.signal('r', name)).rejects.toThrow(TypeError);
    await t.close();
  });
});

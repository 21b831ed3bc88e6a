/** Stores for tests of the engine: a sound one some of whose calls the test replaces. */

import { memory } from '../memory/memory-backend.js';
import type { RunChange } from '../ports/run-change.js';
import type { Backend, Store } from '../ports/store.js';

/** A backend whose stores answer as those of `backend` do, but for what `change` gives in their place. */
export function altered(change: (sound: Store) => Partial<Store>, backend = memory()): Backend {
  return {
    name: 'altered',
    open(host) {
      const store = backend.open(host) as Store;
      const changed = change(store);
      return new Proxy(store, {
        get(target, key) {
          if (Object.hasOwn(changed, key)) return Reflect.get(changed, key) as unknown;
          const value: unknown = Reflect.get(target, key);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      });
    },
  };
}

/** A backend that says that it does not answer at once, so that writes go out in groups. */
export function slow(change: (sound: Store) => Partial<Store>, backend = memory()): Backend {
  return altered((sound) => {
    const capabilities = { ...sound.capabilities, immediate: false };
    return { capabilities, commit: async (changes) => sound.commit(changes), ...change(sound) };
  }, backend);
}

/** Notes the types of the facts of each commit, in order. */
export function counted(commits: string[][], backend = memory()): Backend {
  return altered((sound) => {
    const commit: Store['commit'] = (changes) => {
      commits.push(...changes.map(typesOf));
      return sound.commit(changes);
    };
    return { commit };
  }, backend);
}

/** The facts of a change, as `type step`. */
export function typesOf({ events }: RunChange): string[] {
  return events.map((fact) => ('step' in fact ? `${fact.type} ${fact.step}` : fact.type));
}

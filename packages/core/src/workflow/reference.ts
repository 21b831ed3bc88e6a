/** References at run time: objects whose properties are references to the data's properties. */

import { boundState, type ReferenceState } from './bound-state.js';
import { formatReference } from './reference-path.js';
import type { Ref } from './bound.js';

/** A reference with the given state; reading a property of it gives the reference to that property. */
export function makeReference<T>(state: ReferenceState): Ref<T> {
  return new Proxy({ [boundState]: state }, traps) as unknown as Ref<T>;
}

/** The reference to `key` of what `state` refers to. */
export function propertyOf<T>(state: ReferenceState, key: string): Ref<T> {
  return makeReference({ ...state, path: [...state.path, key], handle: undefined });
}

interface Target {
  readonly [boundState]: ReferenceState;
}

/** JavaScript asks for these when a value is computed with, spread or looped over. */
const useOfData: ReadonlyMap<symbol, string> = new Map([
  [Symbol.toPrimitive, 'be computed with or put into a text'],
  [Symbol.iterator, 'be looped over or spread'],
  [Symbol.asyncIterator, 'be looped over'],
]);

const traps: ProxyHandler<Target> = {
  get(target, key) {
    const state = target[boundState];
    if (key === boundState) return state;
    if (typeof key === 'symbol') {
      const use = useOfData.get(key);
      if (use !== undefined) throw misuse(state, use);
      return undefined;
    }
    // Called by JSON.stringify; data that has a key of this name is reached with `w.at`.
    if (key === 'toJSON') return () => ({ $ref: formatReference(state.path) });
    return propertyOf(state, key);
  },
  ownKeys(target) {
    throw misuse(target[boundState], 'be spread or enumerated');
  },
  set(target, key) {
    throw misuse(target[boundState], `be changed (property ${JSON.stringify(String(key))})`);
  },
};

function misuse(state: ReferenceState, use: string): TypeError {
  return new TypeError(
    `${formatReference(state.path)} is data of a run that does not exist yet, so it cannot ${use} while ` +
      'the workflow is being written. Pass the reference itself, or say what to compute: ' +
      'w.expr("input.a + 1"), w.template("Hello {{ input.name }}"), w.forEach(…).',
  );
}

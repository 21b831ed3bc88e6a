// Stores with a defect, to prove that the judge sees it. Used by tests only.
import { setTimeout as pause } from 'node:timers/promises';
import { withMethods } from './recorded-backend.mjs';

const written = { ok: true, inbox: [] };

const commits = {
  /** Goes on before what led there is written: effects come before their commit. */
  answersEarly(store) {
    let last = Promise.resolve();
    return async (changes) => {
      if (changes.some(({ next }) => next.kind !== 'hold')) {
        await last;
        return store.commit(changes);
      }
      last = last
        .then(() => pause(100))
        .then(() => store.commit(changes))
        .catch(() => undefined);
      return changes.map(() => written);
    };
  },
  /** Tells a worker whose lease has ended that it has written: no fence. */
  hidesStale(store) {
    return async (changes) => {
      const outcomes = await store.commit(changes);
      return outcomes.map((outcome) => (outcome.ok ? outcome : written));
    };
  },
};

/** @returns what makes a backend defective; without a name, what leaves it as it is. */
export function plantedDefect(name) {
  if (name === undefined) return (backend) => backend;
  const plant = commits[name];
  if (plant === undefined) throw new TypeError(`No defect ${JSON.stringify(name)}`);
  return (backend) => ({
    ...backend,
    open: async (host) =>
      withMethods(await backend.open(host), (store) => ({ commit: plant(store) })),
  });
}

// Stores and databases with a defect, to prove that the judge sees it. Used by tests only.
import { setTimeout as pause } from 'node:timers/promises';
import { withMethods } from './recorded-backend.mjs';

const written = { ok: true, inbox: [] };

/** Methods of a store in place of its own. */
const stores = {
  /** Goes on before what led there is written: effects come before their commit. */
  answersEarly(store) {
    let last = Promise.resolve();
    const commit = async (changes) => {
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
    return { commit };
  },
  /** Tells a worker whose lease has ended that it has written: no fence. */
  hidesStale(store) {
    const commit = async (changes) => {
      const outcomes = await store.commit(changes);
      return outcomes.map((outcome) => (outcome.ok ? outcome : written));
    };
    return { commit };
  },
  /** Sends again what may have been written, as if it came after that. */
  sendsAgain(store) {
    const commit = (changes) => {
      const later = changes.map((each) => ({ ...each, seq: each.seq + each.events.length }));
      return store.commit(changes).catch(() => store.commit(later));
    };
    return { commit };
  },
  /** Creates a run outside the transaction that it was to be part of. */
  leavesTransaction: (store) => ({
    create: (runs, options) => store.create(runs, { ...options, tx: undefined }),
  }),
  /** Takes no notice of cancels. */
  losesCancels(store) {
    const heard = (inbox) => inbox.filter(({ body }) => body.kind !== 'cancel');
    return {
      async claim(request) {
        const result = await store.claim(request);
        const runs = result.runs.map((run) => ({ ...run, inbox: heard(run.inbox) }));
        return { ...result, runs };
      },
      async commit(changes) {
        const outcomes = await store.commit(changes);
        return outcomes.map((each) => (each.ok ? { ...each, inbox: heard(each.inbox) } : each));
      },
      readInbox: async (tenant, runId) => heard(await store.readInbox(tenant, runId)),
    };
  },
};

/** Writes for any worker, after whatever others have written. */
const withoutFence = {
  from: /AND s\.epoch =[^]*?;/,
  to: `;
  the_seq := (SELECT coalesce(sum(j.size), 0) FROM flowgraft.journal j WHERE j.run = held);`,
};

/** What is changed in the text of a function of the database. */
const functions = {
  stepHasNoFence: { name: 'commit_changes_step', ...withoutFence },
  /** Never goes the short way. */
  stepIsRefused: { name: 'commit_changes_step', from: 'BEGIN', to: 'BEGIN\n  RETURN NULL;' },
  endHasNoFence: { name: 'commit_changes_end', ...withoutFence },
};

/** Plants a defect of that name in the database; does nothing where it is one of another place. */
export async function plantInDatabase(defect, query) {
  const planted = functions[defect];
  if (planted === undefined) return;
  const { name, from, to } = planted;
  const text = 'SELECT pg_get_functiondef(oid) AS text FROM pg_proc WHERE proname = $1';
  const [{ text: sound }] = (await query(text, [name])).rows;
  const defective = sound.replace(from, to);
  if (defective === sound) throw new Error(`${name} has no ${from}`);
  await query(defective);
}

/** @returns what makes a backend defective; without a name, what leaves it as it is. */
export function plantedDefect(name) {
  if (name === undefined || name in functions) return (backend) => backend;
  const plant = stores[name];
  if (plant === undefined) throw new TypeError(`No defect ${JSON.stringify(name)}`);
  return (backend) => ({
    ...backend,
    open: async (host) => withMethods(await backend.open(host), plant),
  });
}

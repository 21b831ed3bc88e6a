// A backend whose stores say in the side record which runs they gave to the worker, and which it let go of.

export function recordedBackend(backend, record) {
  return {
    ...backend,
    open: async (host) => withMethods(await backend.open(host), (store) => recorded(store, record)),
  };
}

/** A store with some methods replaced. */
export function withMethods(store, make) {
  const methods = make(store);
  return new Proxy(store, {
    get(target, property) {
      if (property in methods) return methods[property];
      const value = Reflect.get(target, property);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

function recorded(store, record) {
  return {
    async claim(request) {
      record.ask();
      const result = await store.claim(request);
      record.hear();
      for (const run of result.runs) record.take(run.record.runId);
      return result;
    },
    async create(runs, options) {
      const outcomes = await store.create(runs, options);
      const worker = options?.claim?.worker;
      for (const { record: run, created } of outcomes) {
        if (created && worker !== undefined && run.worker === worker) record.take(run.runId);
      }
      return outcomes;
    },
    async commit(changes) {
      const outcomes = await store.commit(changes);
      for (const [index, { runId, next }] of changes.entries()) {
        if (next.kind !== 'hold' && outcomes[index].ok) record.leave(runId);
      }
      return outcomes;
    },
  };
}

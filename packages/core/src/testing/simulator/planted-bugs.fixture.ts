/** Engines and stores with one bug each, which the simulation has to find. */

import { emptyData, findRun, type MemoryData } from '../../memory/memory-data.js';
import { MemoryStore } from '../../memory/memory-store.js';
import type { WorkflowBody, WorkflowDocument, WorkflowNode } from '../../model/document.js';
import type { ClaimedRun } from '../../ports/claim.js';
import type { Backend, Store } from '../../ports/store.js';
import type { PlayVariant } from './play.js';
import type { SimulationRule } from './violation.js';

export interface PlantedBug extends PlayVariant {
  readonly name: string;
  /** The rule that is broken by it. */
  readonly shows: SimulationRule;
}

type Defect<Of> = (sound: Of, data: MemoryData) => Partial<Record<string, unknown>>;

/** A sound store of which some members are replaced. */
function altered(store: Store, changed: Partial<Record<string, unknown>>): Store {
  return new Proxy(store, {
    get(target, key) {
      if (typeof key === 'string' && Object.hasOwn(changed, key)) return changed[key];
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** What the store does wrong. */
function inStore(shows: SimulationRule, name: string, defect: Defect<MemoryStore>): PlantedBug {
  const backend = (): Backend => {
    const data = emptyData();
    return {
      name: 'memory',
      open: ({ clock }) => {
        const sound = new MemoryStore(data, clock);
        return altered(sound, defect(sound, data));
      },
    };
  };
  return { name, shows, backend };
}

/** What the engine does wrong with its store. */
function inEngine(
  shows: SimulationRule,
  name: string,
  defect: (store: Store) => Partial<Store>,
): PlantedBug {
  return { name, shows, engineStore: (store) => altered(store, { ...defect(store) }) };
}

/** What the engine takes its nodes to be. */
function inPlan(
  shows: SimulationRule,
  name: string,
  change: (node: WorkflowNode) => WorkflowNode,
): PlantedBug {
  const inBody = (body: WorkflowBody): WorkflowBody => ({
    ...body,
    nodes: body.nodes.map((node) => {
      if (node.bodies === undefined) return change(node);
      const bodies = Object.entries(node.bodies).map(
        ([key, inner]) => [key, inBody(inner)] as const,
      );
      return { ...change(node), bodies: Object.fromEntries(bodies) };
    }),
  });
  const rewrite = (document: WorkflowDocument): WorkflowDocument => ({
    ...document,
    ...inBody(document),
  });
  return { name, shows, rewrite };
}

const parkedWithoutTime: Defect<MemoryStore> = (sound) => ({
  commit: ((changes) =>
    sound.commit(
      changes.map((change) =>
        change.next.kind === 'park'
          ? { ...change, next: { ...change.next, wakeAt: null } }
          : change,
      ),
    )) satisfies Store['commit'],
});

export const plantedBugs: readonly PlantedBug[] = [
  inStore('fence', 'the store does not fence writes', (sound) => ({
    commit: ((changes) =>
      sound.commit(
        changes.map((change) => {
          const { epoch, seq } = sound.getRun(change.tenant, change.runId) ?? change;
          return { ...change, epoch, seq };
        }),
      )) satisfies Store['commit'],
  })),

  inStore('fence', 'a claim does not raise the epoch', (sound, data) => ({
    claim: ((request) => {
      const result = sound.claim(request);
      const runs = result.runs.map((run) => {
        const entry = findRun(data, run.record.tenant, run.record.runId);
        if (entry !== null) entry.epoch = 1;
        return { ...run, record: { ...run.record, epoch: 1 } };
      });
      return { ...result, runs };
    }) satisfies Store['claim'],
  })),

  inStore('every-run-ends', 'the wake-up time of a parked run is lost', parkedWithoutTime),

  {
    ...inStore(
      'every-run-ends',
      'the wake-up time is written in a second statement',
      (_sound, data) => ({
        wakeUpAt(tenant: string, runId: string, wakeAt: number) {
          const entry = findRun(data, tenant, runId);
          if (entry === null || entry.holder !== null || entry.dueAt <= wakeAt) return;
          entry.wakeAt = wakeAt;
          data.due.schedule(entry, wakeAt, -Infinity);
        },
      }),
    ),
    engineStore: (store) => {
      const commit: Store['commit'] = async (changes) => {
        const without = changes.map((change) =>
          change.next.kind === 'park'
            ? { ...change, next: { ...change.next, wakeAt: null } }
            : change,
        );
        const outcomes = await store.commit(without);
        for (const [index, { next, tenant, runId }] of changes.entries()) {
          if (next.kind !== 'park' || next.wakeAt === null || outcomes[index]?.ok !== true)
            continue;
          const { wakeUpAt } = store as unknown as { readonly wakeUpAt: WakeUpAt };
          await wakeUpAt(tenant, runId, next.wakeAt);
        }
        return outcomes;
      };
      return altered(store, { commit });
    },
  },

  inStore('mail', 'a message that comes twice is stored twice', (sound, data) => ({
    deliver: ((messages) => {
      for (const { tenant, runId, id } of messages) findRun(data, tenant, runId)?.seen?.delete(id);
      return sound.deliver(messages);
    }) satisfies Store['deliver'],
  })),

  inStore('mail', 'messages that were taken in stay unread', (sound) => ({
    commit: ((changes) =>
      sound.commit(
        changes.map((change) => ({ ...change, consumed: [] })),
      )) satisfies Store['commit'],
  })),

  inStore(
    'mail',
    'messages are gone once they are read, before anything is written of them',
    (sound, data) => ({
      claim: ((request) => {
        const result = sound.claim(request);
        for (const { record } of result.runs) {
          const entry = findRun(data, record.tenant, record.runId);
          if (entry !== null) entry.inbox = null;
        }
        return result;
      }) satisfies Store['claim'],
    }),
  ),

  inEngine('children', 'child runs are created after the commit that starts them', (store) => ({
    async commit(changes) {
      const outcomes = await store.commit(changes.map((change) => ({ ...change, children: [] })));
      for (const [index, { children }] of changes.entries()) {
        if (outcomes[index]?.ok === true && children.length > 0) await store.create(children);
      }
      return outcomes;
    },
  })),

  inEngine(
    'children',
    'a parent is told of the end of a child after the commit of that end',
    (store) => ({
      async commit(changes) {
        const outcomes = await store.commit(changes.map((change) => ({ ...change, messages: [] })));
        for (const [index, { messages }] of changes.entries()) {
          if (outcomes[index]?.ok === true && messages.length > 0) await store.deliver(messages);
        }
        return outcomes;
      },
    }),
  ),

  inEngine('lease-kept', 'the lease is never renewed', (store) => ({
    heartbeat: (beat) => store.heartbeat({ ...beat, worker: `not ${beat.worker}`, holding: [] }),
  })),

  inEngine('stopped', 'a heartbeat that says that a run is lost is passed over', (store) => ({
    async heartbeat(beat) {
      return { ...(await store.heartbeat(beat)), lost: [] };
    },
  })),

  inEngine('fence', 'a write that is refused is taken for written', (store) => ({
    async commit(changes) {
      const outcomes = await store.commit(changes);
      return outcomes.map((outcome) => (outcome.ok ? outcome : { ok: true, inbox: [] }));
    },
  })),

  inEngine('effect-after-commit', 'successors start before the commit', (store) => ({
    commit(changes) {
      Promise.resolve(store.commit(changes)).catch(() => undefined);
      return Promise.resolve(changes.map(() => ({ ok: true, inbox: [] }) as const));
    },
  })),

  inEngine('begins-once', 'a hint that comes twice begins a run twice', (store) => {
    let last: ClaimedRun | undefined;
    return {
      async claim(request) {
        const result = await store.claim(request);
        const again =
          last?.record.worker === request.worker && result.runs.length === 0 ? [last] : [];
        last = result.runs[0];
        return { ...result, runs: [...result.runs, ...again] };
      },
    };
  }),

  inStore('one-holder', 'a run is let go of whatever the epoch', (sound) => ({
    drop: ((runs, wakeAt) => {
      const current = runs.map((run) => {
        const epoch = sound.getRun(run.tenant, run.runId)?.epoch ?? run.epoch;
        return { ...run, epoch };
      });
      sound.drop(current, wakeAt);
    }) satisfies Store['drop'],
  })),

  inPlan('edges', 'a step waits for the first of its edges only', ({ join: _join, ...node }) => ({
    ...node,
    join: 'any',
  })),

  inPlan('at-most-once', 'the beginning of a step that may not run twice is not written', (node) =>
    node.effect === 'atMostOnce' ? { ...node, effect: 'idempotent' } : node,
  ),
];

type WakeUpAt = (tenant: string, runId: string, wakeAt: number) => Promise<void>;

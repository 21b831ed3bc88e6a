/** Engines and stores with one bug each, which the simulation has to find. */

import { emptyData, findRun, type MemoryData } from '../../memory/memory-data.js';
import { MemoryStore } from '../../memory/memory-store.js';
import type { WorkflowBody, WorkflowDocument, WorkflowNode } from '../../model/document.js';
import type { ClaimedRun } from '../../ports/claim.js';
import type { CommitOutcome } from '../../ports/run-change.js';
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

  inStore('resume', 'runs are resumed that have not failed', (sound, data) => ({
    deliver: ((messages) => {
      for (const { tenant, runId, body } of messages) {
        const entry = findRun(data, tenant, runId);
        if (body.kind === 'resume' && entry?.status === 'completed') entry.status = 'failed';
      }
      return sound.deliver(messages);
    }) satisfies Store['deliver'],
  })),

  inEngine('resume', 'a resume is acknowledged and not stored', (store) => ({
    deliver: (messages) =>
      messages.some(({ body }) => body.kind === 'resume')
        ? messages.map(() => 'accepted' as const)
        : store.deliver(messages),
  })),

  inEngine('resume', 'a resumed run makes a step again that has completed', (store) => ({
    async claim(request) {
      const result = await store.claim(request);
      return { ...result, runs: result.runs.map(withoutLastOutcome) };
    },
  })),

  inStore('limits', 'a limit lets one more run be held', (sound) => ({
    setLimits: ((limits) =>
      sound.setLimits(
        limits.map(({ maxHeld, ...limit }) => ({
          ...limit,
          maxHeld: maxHeld === null ? null : maxHeld + 1,
        })),
      )) satisfies Store['setLimits'],
  })),

  inStore('limits', 'a limit cannot be lowered', (sound) => {
    const known = new Map<string, number>();
    return {
      setLimits: ((limits) =>
        sound.setLimits(
          limits.map((limit) => {
            const maxHeld = Math.max(limit.maxHeld ?? Infinity, known.get(limit.key) ?? 0);
            if (maxHeld === Infinity) return limit;
            known.set(limit.key, maxHeld);
            return { ...limit, maxHeld };
          }),
        )) satisfies Store['setLimits'],
    };
  }),

  inStore('nothing-forgotten', 'a run that is refused stays in the store', (sound) => ({
    create: ((runs, options) => {
      const outcomes = sound.create(runs, options);
      const refused = runs.filter((_run, index) => 'refusedBy' in (outcomes[index] ?? {}));
      const limits = sound.listLimits();
      sound.setLimits(limits.map((limit) => ({ ...limit, maxQueued: null })));
      sound.create(refused);
      sound.setLimits(limits);
      return outcomes;
    }) satisfies Store['create'],
  })),

  inStore('every-run-ends', 'room that comes back wakes nobody', (_sound, data) => {
    data.due.bringNext = () => [];
    return {};
  }),

  {
    shows: 'transactions',
    name: 'rows of a transaction that is rolled back stay',
    rowKeeping: 'as written',
  },

  inEngine(
    'transactions',
    'the outcome of a step is written outside of its transaction',
    (store) => ({
      async begin() {
        const tx = await (store.begin as NonNullable<Store['begin']>)();
        return {
          client: tx.client,
          check: () => tx.check(),
          rollback: () => tx.rollback(),
          async commit(change) {
            const [outcome] = await store.commit([change]);
            // A crash here loses what the step did; so does this, without one.
            await tx.rollback();
            return outcome as CommitOutcome;
          },
        };
      },
    }),
  ),

  {
    shows: 'loops',
    name: 'a loop goes round once more than it may',
    rewrite: (document) => ({ ...document, ...roundOnceMore(document) }),
  },

  inPlan('edges', 'a step waits for the first of its edges only', ({ join: _join, ...node }) => ({
    ...node,
    join: 'any',
  })),

  inPlan('at-most-once', 'the beginning of a step that may not run twice is not written', (node) =>
    node.effect === 'atMostOnce' ? { ...node, effect: 'idempotent' } : node,
  ),
];

function roundOnceMore({ nodes, edges, ...rest }: WorkflowBody): WorkflowBody {
  return {
    ...rest,
    nodes: nodes.map((node) => {
      if (node.bodies === undefined) return node;
      const bodies = Object.entries(node.bodies).map(([name, body]) => [name, roundOnceMore(body)]);
      return { ...node, bodies: Object.fromEntries(bodies) as typeof node.bodies };
    }),
    edges: edges.map(({ maxIterations, ...edge }) =>
      maxIterations === undefined ? edge : { ...edge, maxIterations: maxIterations + 1 },
    ),
  };
}

/** The last step of a resumed run that has completed is taken for one that was stopped. */
function withoutLastOutcome(run: ClaimedRun): ClaimedRun {
  const last = run.journal.findLastIndex(({ type }) => type === 'step.completed');
  const isResumed = run.inbox.some(({ body }) => body.kind === 'resume');
  if (!isResumed || last < 0) return run;
  const journal = run.journal.map((fact, index) => {
    if (index !== last || fact.type !== 'step.completed') return fact;
    const { at, step, attempt } = fact;
    return { type: 'step.cancelled', at, step, attempt } as const;
  });
  return { ...run, journal };
}

type WakeUpAt = (tenant: string, runId: string, wakeAt: number) => Promise<void>;

/** A backend between an engine and a real one: it notes what the store is told, and lets calls go wrong. */

import { isPromise, type MaybePromise } from '../../model/maybe-promise.js';
import type {
  ClaimResult,
  CreatedRun,
  CreateOptions,
  Heartbeat,
  HeartbeatResult,
  Hint,
} from '../../ports/claim.js';
import type { CommitOutcome, RunChange, StoreTransaction } from '../../ports/run-change.js';
import type { Backend, Store } from '../../ports/store.js';
import { storeCall } from '../../runtime/store-call.js';
import type { CallPlan, FaultPlan } from './fault-plan.js';
import { isJudged, type HistoryEntry, type StoreCall } from './history.js';
import type { Scheduler } from './scheduler.js';
import type { SimulatedProcess } from './simulated-process.js';

export interface SimulatedBackendOptions {
  readonly inner: Backend;
  readonly process: SimulatedProcess;
  readonly scheduler: Scheduler;
  readonly faults: FaultPlan;
  note(entry: HistoryEntry): void;
  /** The process dies at a call. */
  crash(process: SimulatedProcess): void;
}

/** A failing call is taken to trouble its process for this long: it may have been a heartbeat. */
const failureTroubleMs = 45_000;
/** Calls slower than this may cost the lease. */
const slowMs = 500;

/** Opens a store for one process. Time in it is the simulation's, whatever the process takes it to be. */
export function simulatedBackend(options: SimulatedBackendOptions): Backend {
  const { inner, scheduler } = options;
  return {
    name: inner.name,
    open(host) {
      const wrap = (store: Store): Store => new Wire(options).store(store);
      const opened = inner.open({ ...host, clock: scheduler.clock });
      return isPromise(opened) ? opened.then(wrap) : wrap(opened);
    },
  };
}

class Wire {
  readonly #options: SimulatedBackendOptions;

  constructor(options: SimulatedBackendOptions) {
    this.#options = options;
  }

  store(inner: Store): Store {
    const capabilities = {
      ...inner.capabilities,
      durability: 'powerLoss',
      shared: true,
      immediate: false,
      remoteHints: true,
    } as const;
    const fixed = {
      capabilities,
      subscribe: this.#subscribe(inner),
      ...(inner.capabilities.transactions && { begin: this.#begin(inner) }),
    };
    return this.#proxy(inner, '', fixed) as Store;
  }

  /** Every member that is a function becomes a call over the wire, also of ports inside the store. */
  #proxy(target: object, prefix: string, fixed: Readonly<Record<string, unknown>>): object {
    const made = new Map<string | symbol, unknown>();
    return new Proxy(target, {
      get: (_target, key) => {
        if (typeof key === 'string' && Object.hasOwn(fixed, key)) return fixed[key];
        if (!made.has(key)) made.set(key, this.#member(target, key, prefix));
        return made.get(key);
      },
    });
  }

  #member(target: object, key: string | symbol, prefix: string): unknown {
    const value: unknown = Reflect.get(target, key, target);
    const name = prefix + String(key);
    if (typeof value === 'function') {
      return (...args: readonly unknown[]) =>
        this.#call(name, args, () => Reflect.apply(value, target, args) as unknown);
    }
    const isPort = typeof value === 'object' && value !== null && prefix === '';
    return isPort ? this.#proxy(value, `${name}.`, {}) : value;
  }

  #call(operation: string, args: readonly unknown[], work: () => unknown): Promise<unknown> {
    const { scheduler, process, faults } = this.#options;
    const plan = faults.call(operation);
    const tookMs = plan.requestMs + plan.answerMs;
    if (tookMs > slowMs) process.trouble('slow', tookMs);
    if (plan.fail !== 'never') process.trouble('failed', tookMs + failureTroubleMs);
    return new Promise((resolve, reject) => {
      const answer = (settle: () => void): void =>
        void scheduler.after(plan.answerMs, process, settle);
      scheduler.after(plan.requestMs, undefined, () => {
        if (process.isDead && !plan.survives) return;
        if (plan.crash === 'before') return this.#options.crash(process);
        if (plan.fail === 'before') return answer(() => reject(cut(operation)));
        return this.#perform(operation, args, { plan, work, answer, resolve, reject });
      });
    });
  }

  #perform(
    operation: string,
    args: readonly unknown[],
    { plan, work, answer, resolve, reject }: Performance,
  ): void | Promise<void> {
    const { process } = this.#options;
    const done = (result: unknown): void => {
      this.#note(operation, args, result);
      if (plan.crash === 'after') this.#options.crash(process);
      else if (plan.fail === 'after') answer(() => reject(cut(operation)));
      else
        answer(() => {
          this.#tell(operation, args, result);
          resolve(result);
        });
    };
    const failed = (thrown: unknown): void => answer(() => reject(thrown));
    try {
      const result: MaybePromise<unknown> = work();
      return isPromise(result) ? settled(result, done, failed) : done(result);
    } catch (thrown) {
      failed(thrown);
    }
  }

  #note(operation: string, args: readonly unknown[], result: unknown): void {
    if (!isJudged(operation)) return;
    const { scheduler, process } = this.#options;
    const { name } = process;
    this.#options.note({
      kind: 'call',
      at: scheduler.now,
      process: name,
      operation,
      args,
      result,
    } as StoreCall);
  }

  /** From here on the process knows. */
  #tell(operation: string, args: readonly unknown[], result: unknown): void {
    const { process } = this.#options;
    if (operation === 'claim') {
      for (const { record } of (result as ClaimResult).runs) {
        process.tellHeld(record.runId, record.epoch);
      }
    } else if (operation === 'create' && (args[1] as CreateOptions | undefined)?.claim) {
      for (const { record, created } of result as readonly CreatedRun[]) {
        if (created) process.tellHeld(record.runId, record.epoch);
      }
    } else if (operation === 'commit') {
      for (const [index, { runId, epoch }] of (args[0] as readonly RunChange[]).entries()) {
        const outcome = (result as readonly CommitOutcome[])[index];
        if (outcome?.ok === false) process.tellLost(runId, epoch);
      }
    } else if (operation === 'heartbeat') {
      const lost = new Set((result as HeartbeatResult).lost);
      for (const { runId, epoch } of (args[0] as Heartbeat).holding) {
        if (lost.has(runId)) process.tellLost(runId, epoch);
      }
    }
  }

  /** Each call of a transaction goes over the wire; its commit is one of the store's. */
  #begin(inner: Store): Store['begin'] {
    const call = async <T>(
      operation: string,
      args: readonly unknown[],
      work: () => unknown,
    ): Promise<T> =>
      storeCall(inner, operation, () => this.#call(operation, args, work) as Promise<T>);
    return async () => {
      const tx = await call<StoreTransaction>('begin', [], () => inner.begin?.());
      return {
        client: tx.client,
        check: () => call('tx.check', [], () => tx.check()),
        rollback: () => call('tx.rollback', [], () => tx.rollback()),
        commit: async (change) => {
          const write = async (): Promise<readonly CommitOutcome[]> => [await tx.commit(change)];
          const [outcome] = await call<readonly CommitOutcome[]>('commit', [[change]], write);
          return outcome as CommitOutcome;
        },
      };
    };
  }

  #subscribe(inner: Store): Store['subscribe'] {
    const { scheduler, process, faults } = this.#options;
    return (listener) => {
      let isOver = false;
      const stop = inner.subscribe((hint: Hint) => {
        if (process.isDead) return;
        for (const delayMs of faults.hint()) {
          scheduler.after(delayMs, process, () => {
            if (!isOver) listener(hint);
          });
        }
      });
      return () => {
        isOver = true;
        stop();
      };
    };
  }
}

interface Performance {
  readonly plan: CallPlan;
  readonly work: () => unknown;
  readonly answer: (settle: () => void) => void;
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

async function settled(
  result: Promise<unknown>,
  done: (value: unknown) => void,
  failed: (thrown: unknown) => void,
): Promise<void> {
  try {
    done(await result);
  } catch (thrown) {
    failed(thrown);
  }
}

function cut(operation: string): Error {
  return new Error(`The connection was cut during \`${operation}\``);
}

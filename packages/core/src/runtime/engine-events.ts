/** What an engine tells its host as it happens. The only user of eventemitter3. */

import { EventEmitter } from 'eventemitter3';

import type { FlowgraftError } from '../model/error.js';
import { isPromise } from '../model/maybe-promise.js';
import type { RunError } from '../model/run-error.js';
import type { RunEvent, WaitSpec } from '../model/run-event.js';

export interface RunFacts {
  readonly tenant: string;
  readonly runId: string;
  readonly workflowId: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface StepFacts extends RunFacts {
  /** The step's path, for example `each[3]/fetch`. */
  readonly step: string;
  readonly attempt: number;
}

/** Every event with what listeners get. Facts of the journal are told after they are committed. */
export interface EngineEvents {
  /** Told at once, before its first step; a second time when a worker dies before anything is committed. */
  'run.started': RunFacts & { readonly input: unknown };
  'run.waiting': RunFacts & { readonly wakeAt: number | null };
  'run.resumed': RunFacts;
  'run.completed': RunFacts & { readonly output: unknown };
  'run.failed': RunFacts & { readonly error: RunError };
  'run.cancelled': RunFacts & { readonly reason: string | undefined };
  /** An attempt begins. Told at once, not journaled. */
  'step.started': StepFacts;
  'step.completed': StepFacts & {
    readonly port: string;
    readonly output: unknown;
    readonly durationMs: number;
  };
  'step.failed': StepFacts & { readonly error: RunError; readonly durationMs: number };
  'step.retrying': StepFacts & { readonly error: RunError; readonly wakeAt: number };
  'step.waiting': StepFacts & { readonly wait: WaitSpec };
  'step.cancelled': StepFacts;
  /** Nobody knows whether the step did its work; `engine.resolveStep` decides. */
  'step.unknown': StepFacts;
  /** What a node reported with `ctx.progress`. Told at once, not journaled. */
  'step.progress': StepFacts & { readonly fraction: number; readonly message: string | undefined };
  /** Any other fact of a run's journal: signals, timers, children, requests. */
  journal: RunFacts & { readonly fact: RunEvent };
  /** A worker lost a run: another one, or nobody, goes on with it. */
  'lease.lost': Omit<RunFacts, 'at'>;
  /** Something went wrong that belongs to no call of the host's: a failed poll, a listener that threw. */
  error: { readonly error: FlowgraftError | Error; readonly during: string };
}

export type EngineEventName = keyof EngineEvents;
export type EngineListener<Name extends EngineEventName> = (event: EngineEvents[Name]) => void;

/** Tells listeners; one that throws is reported as `error` and harms nobody. */
export class EventSource {
  /** Typed by the methods of this class. */
  readonly #emitter = new EventEmitter();
  /** Listeners in all: while there are none, nobody need make an event. */
  #listeners = 0;

  get isHeard(): boolean {
    return this.#listeners > 0;
  }

  /** True when somebody listens for that event. */
  hears(name: EngineEventName): boolean {
    return this.#listeners > 0 && this.#emitter.listenerCount(name) > 0;
  }

  /** @returns a function that takes the listener away again. */
  on<Name extends EngineEventName>(name: Name, listener: EngineListener<Name>): () => void {
    const guarded = (event: EngineEvents[Name]): void => this.#call(name, listener, event);
    this.#emitter.on(name, guarded);
    this.#listeners += 1;
    return () => {
      // Taken away before, by this function or with all others.
      if (!this.#emitter.listeners(name).includes(guarded)) return;
      this.#emitter.off(name, guarded);
      this.#listeners -= 1;
    };
  }

  emit<Name extends EngineEventName>(name: Name, event: EngineEvents[Name]): void {
    this.#emitter.emit(name, event);
  }

  /** Tells of trouble that belongs to no call of the host's. */
  report(thrown: unknown, during: string): void {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    this.emit('error', { error, during });
  }

  removeAll(): void {
    this.#emitter.removeAllListeners();
    this.#listeners = 0;
  }

  #call<Name extends EngineEventName>(
    name: Name,
    listener: EngineListener<Name>,
    event: EngineEvents[Name],
  ): void {
    try {
      const told: unknown = listener(event);
      // An async function is a listener, too.
      if (isPromise(told)) told.catch((thrown: unknown) => this.#listenerFailed(name, thrown));
    } catch (thrown) {
      this.#listenerFailed(name, thrown);
    }
  }

  #listenerFailed(name: EngineEventName, thrown: unknown): void {
    // A listener for errors that throws itself has nobody left to tell.
    if (name !== 'error') this.report(thrown, `a listener for "${name}"`);
  }
}

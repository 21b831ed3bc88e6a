/** Makes the runs that are to be created: those of hosts, and those of steps that start other workflows. */

import { durationMs } from '../model/duration.js';
import { isFlowgraftError } from '../model/error.js';
import type { MaybePromise } from '../model/maybe-promise.js';
import { isPromise } from '../model/maybe-promise.js';
import type { RunError } from '../model/run-error.js';
import { toRunError } from '../model/to-run-error.js';
import type { NewRun } from '../ports/stored-run.js';
import type { ChildRequest } from './child-openings.js';
import type { Startable } from './engine.js';
import type { StartOptions } from './engine-options.js';
import { limitKeysOf } from './limit-key.js';
import { parseInput } from './parse-input.js';
import type { Services } from './services.js';
import { chain, type ReadyWorkflow, type WorkflowLibrary } from './workflow-library.js';

export interface NewRunsParts {
  readonly services: Services;
  readonly library: WorkflowLibrary;
  readonly newId: () => string;
}

/** A run to be created, with the workflow that it is of. */
export interface PreparedRun {
  readonly run: NewRun;
  readonly ready: ReadyWorkflow;
}

/** Runs started by runs started by runs…: beyond this a workflow is taken to call itself without end. */
const maxChildDepth = 50;
const none: readonly string[] = [];

export class NewRuns {
  readonly #parts: NewRunsParts;

  constructor(parts: NewRunsParts) {
    this.#parts = parts;
  }

  /** @throws {FlowgraftError} `WORKFLOW_INVALID`, `WORKFLOW_NOT_FOUND`, `INPUT_INVALID`, `VALUE_UNSUPPORTED`. */
  prepare(
    startable: Startable,
    input: unknown,
    tenant: string,
    options: StartOptions<unknown>,
  ): MaybePromise<PreparedRun> {
    return chain(this.#parts.library.prepare(startable, tenant, options), (ready) =>
      chain(parseInput(ready.workflow, input), (parsed) => ({
        run: this.#make(ready, parsed, tenant, options),
        ready,
      })),
    );
  }

  /**
   * The run that a step asks for, or why there is none.
   *
   * @throws {FlowgraftError} `STORE_FAILED`: that is not the step's failure.
   */
  child(request: ChildRequest): MaybePromise<NewRun | RunError> {
    const { parent, step, workflowId } = request;
    const depth = (parent.parent?.depth ?? 0) + 1;
    if (depth > maxChildDepth) {
      const message = `Sub-workflows are ${maxChildDepth} deep at step "${step}": "${workflowId}" seems to start itself without end`;
      return { category: 'permanent', code: 'CHILD_DEPTH', message };
    }
    try {
      const child = this.#makeChild(request, depth);
      return isPromise(child) ? child.catch(failureOfStep) : child;
    } catch (thrown) {
      return failureOfStep(thrown);
    }
  }

  #makeChild(request: ChildRequest, depth: number): MaybePromise<NewRun> {
    const { parent, step, workflowId, hash, traceparent } = request;
    return chain(this.#parts.library.prepare(workflowId, parent.tenant, { hash }), (ready) =>
      chain(parseInput(ready.workflow, request.input), (input) => {
        const { priority, tags, region } = parent;
        const place = ready.plan.place.region === undefined ? { region } : {};
        const run = this.#make(ready, input, parent.tenant, { priority, tags, ...place });
        return {
          ...run,
          parent: { runId: parent.runId, step, depth },
          traceparent: traceparent ?? parent.traceparent,
        };
      }),
    );
  }

  #make(
    ready: ReadyWorkflow,
    input: unknown,
    tenant: string,
    options: StartOptions<unknown>,
  ): NewRun {
    const { services, newId } = this.#parts;
    const { runId, priority, tags, idempotencyKey, delay } = options;
    const { workflow, plan } = ready;
    const queue = options.queue ?? plan.place.queue;
    return {
      tenant,
      runId: runId ?? newId(),
      workflowId: workflow.id,
      workflowHash: workflow.hash,
      input,
      priority: priority ?? 0,
      queue,
      region: options.region ?? plan.place.region,
      labels: options.labels ?? plan.place.labels,
      limitKeys: limitKeys(ready, tenant, queue, options.limitKeys ?? none),
      tags: tags ?? none,
      idempotencyKey,
      parent: undefined,
      startAt: delay === undefined ? undefined : services.clock.now() + durationMs(delay, 'delay'),
      traceparent: services.telemetry.currentTraceparent(),
    };
  }
}

function failureOfStep(thrown: unknown): RunError {
  if (isFlowgraftError(thrown, 'STORE_FAILED')) throw thrown;
  return toRunError(thrown);
}

/** Most runs of a workflow and tenant have the same keys: they share one list. */
function limitKeys(
  { workflow, plan, limitKeys: known }: ReadyWorkflow,
  tenant: string,
  queue: string,
  own: readonly string[],
): readonly string[] {
  const isUsual = own.length === 0 && queue === plan.place.queue;
  const usual = isUsual ? known.get(tenant) : undefined;
  if (usual !== undefined) return usual;
  const keys = limitKeysOf({ tenant, workflowId: workflow.id, queue, own });
  if (isUsual) known.set(tenant, keys);
  return keys;
}

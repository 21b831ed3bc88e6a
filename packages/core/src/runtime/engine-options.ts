/** What a host gives `createEngine`. */

import type { Duration } from '../model/duration.js';
import type { NodeList } from '../node/registry.js';
import type { Clock } from '../ports/clock.js';
import type { FileStore } from '../ports/files.js';
import type { Logger } from '../ports/logger.js';
import type { Random } from '../ports/random.js';
import type { SecretSource } from '../ports/secrets.js';
import type { Backend } from '../ports/store.js';
import type { Workflow } from '../workflow/workflow.js';
import type { RetentionOptions } from './retention.js';
import type { Fetch } from './services.js';

/** @typeParam Tx - What the backend takes as a transaction of the host's; `never` where it takes none. */
export interface EngineOptions<Tx = never> {
  /** Where runs are kept; `memory()` when absent: they end with the process. */
  readonly backend?: Backend<Tx> | undefined;
  /** Node types that workflows may use; those of core (waits, containers) are always there. */
  readonly nodes?: NodeList | undefined;
  /** Workflows that can be started, and called as sub-workflows, by their id. */
  readonly workflows?: readonly Workflow[] | undefined;
  /** Without it nothing is logged. */
  readonly logger?: Logger | undefined;
  readonly secrets?: SecretSource | undefined;
  /** Node types that read or write files are registered only when this is given. */
  readonly files?: FileStore | undefined;
  /** What `ctx.http` calls; the global `fetch` when absent. */
  readonly fetch?: Fetch | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
  /** The tenant of calls that name none; `default` when absent. */
  readonly tenant?: string | undefined;
  /** How long an attempt may take when neither its node nor its node type says; `5m` when absent. */
  readonly stepTimeout?: Duration | undefined;
  /** How long a stopped attempt may take to come to its end; `5s` when absent. */
  readonly cancelGrace?: Duration | undefined;
  /** How long a process may be silent before its runs go to another; `30s` when absent. */
  readonly lease?: Duration | undefined;
  /**
   * How often a worker looks for due runs when nothing tells it to; when absent `5s` on stores that tell workers
   * of what others did, and `1s` on others.
   */
  readonly poll?: Duration | undefined;
  /** How long ended runs are kept; engines with a worker remove older ones. `false` keeps all for ever. */
  readonly retention?: RetentionOptions | false | undefined;
}

/** @typeParam Tx - A transaction of the host's on the backend's database; `never` where there is none. */
export interface StartOptions<Tx = never> {
  readonly tenant?: string | undefined;
  /** A second start with the same key gives the first run. At most 255 characters. */
  readonly idempotencyKey?: string | undefined;
  /** A name for the run, unique in the store; made by the engine when absent. */
  readonly runId?: string | undefined;
  /** Higher goes first; 0 when absent. */
  readonly priority?: number | undefined;
  readonly tags?: readonly string[] | undefined;
  /** Do not begin before this long has passed. */
  readonly delay?: Duration | undefined;
  /** Only workers that serve this queue take the run; the workflow's, or `default`, when absent. */
  readonly queue?: string | undefined;
  /** Only workers of this region take the run; the workflow's, or any, when absent. */
  readonly region?: string | undefined;
  /** Only workers with all of these take the run; the workflow's when absent. */
  readonly labels?: readonly string[] | undefined;
  /** Keys, for example of a customer, that `engine.setLimit` may limit. */
  readonly limitKeys?: readonly string[] | undefined;
  /**
   * Starts the given workflow without making it the latest of its id: for trying one before it is published. Runs
   * that are started by the id go on with what they had.
   */
  readonly draft?: boolean | undefined;
  /** Creates the run in this transaction: it is there when that commits, and never was when it does not. */
  readonly tx?: Tx | undefined;
}

export interface TenantOptions {
  readonly tenant?: string | undefined;
}

export interface JournalOptions extends TenantOptions {
  /** The first entry to read, counted from 0; 0 when absent. */
  readonly fromSeq?: number | undefined;
}

/** Which choices `engine.options` is asked for. */
export interface OptionsRequest {
  readonly type: string;
  readonly version: number;
  /** The loader, by the name that the node type gives it. */
  readonly name: string;
  /** The node's input as far as it is filled in. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly search?: string | undefined;
  /** The cursor of the page before. */
  readonly cursor?: string | undefined;
}

export interface OptionsCallOptions extends TenantOptions {
  /** Stops the loader. */
  readonly signal?: AbortSignal | undefined;
}

export interface CancelOptions extends TenantOptions {
  readonly reason?: string | undefined;
  /**
   * Ends the run in this process if nobody holds it, also when no worker has its node types any more.
   * Compensations whose node type is missing here fail.
   */
  readonly force?: boolean | undefined;
}

export interface WorkerOptions {
  /** Runs that this worker holds at once; 10 when absent. */
  readonly concurrency?: number | undefined;
  /** Takes only runs of these queues; of any when absent. */
  readonly queues?: readonly string[] | undefined;
  /** Takes runs of these regions, besides those that name none. */
  readonly regions?: readonly string[] | undefined;
  /** Takes runs that ask for some of these labels, besides those that ask for none. */
  readonly labels?: readonly string[] | undefined;
}

export interface CloseOptions {
  /** Milliseconds that runs may take to come to a stop; 10,000 when absent. */
  readonly drainMs?: number | undefined;
  /** The same as a duration, for example `20s`. */
  readonly drain?: Duration | undefined;
}

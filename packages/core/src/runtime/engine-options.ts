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
import type { Fetch } from './services.js';

export interface EngineOptions {
  /** Where runs are kept; `memory()` when absent: they end with the process. */
  readonly backend?: Backend | undefined;
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
  /** How often a worker looks for due runs when nothing tells it to; `1s` when absent. */
  readonly poll?: Duration | undefined;
}

export interface StartOptions {
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
}

export interface TenantOptions {
  readonly tenant?: string | undefined;
}

export interface WorkerOptions {
  /** Runs that this worker holds at once; 10 when absent. */
  readonly concurrency?: number | undefined;
}

export interface CloseOptions {
  /** Milliseconds that runs may take to come to a stop; 10,000 when absent. */
  readonly drainMs?: number | undefined;
  /** The same as a duration, for example `20s`. */
  readonly drain?: Duration | undefined;
}

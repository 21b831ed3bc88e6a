/** What a host gives `createHandler`. */

import type { Duration, Engine, MaybePromise } from '@flowgraft/core';

import type { Authenticate, Authorize } from './access/principal.js';

/** Answers a request; never rejects. */
export type Handler = (request: Request) => Promise<Response>;

export interface HandlerOptions {
  readonly engine: Engine;
  /** Who asks; `null` is answered with 401. What it throws is answered with 500. */
  readonly authenticate: Authenticate;
  /** Whether they may; see `roleBased`. There is no default: nothing is allowed by itself. */
  readonly authorize: Authorize;
  /** The path under which the handler is mounted, for example `/api/flowgraft`; the root when absent. */
  readonly basePath?: string | undefined;
  readonly limits?: Partial<HandlerLimits> | undefined;
  readonly events?: Partial<EventSettings> | undefined;
  /** Told of every error that was answered with 500 or 503, and of those after an answer has begun. */
  readonly onError?: ((error: unknown, request: Request) => MaybePromise<void>) | undefined;
}

export interface HandlerLimits {
  /** Most bytes of a body; 1 MiB when absent. */
  readonly bodyBytes: number;
  /** Most objects and lists inside each other in a body; 64 when absent. */
  readonly bodyDepth: number;
  /** Most open event streams of one principal in this process; 100 when absent. */
  readonly streams: number;
}

export interface EventSettings {
  /** How often a silent stream says that it is alive, and asks `authorize` again; `15s` when absent. */
  readonly heartbeat: Duration;
  /** How often a stream looks for what other processes did; `500ms` when absent, less often while nothing happens. */
  readonly poll: Duration;
  /** How long a client waits before it connects again; `2s` when absent. */
  readonly retry: Duration;
}

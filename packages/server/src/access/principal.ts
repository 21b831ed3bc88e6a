/** Who asks, and what may be asked. */

import type { MaybePromise } from '@flowgraft/core';

/** Who a request comes from, as the host knows it. */
export interface Principal {
  /** Stays the same for one person or program. */
  readonly id: string;
  /** What others are shown; the id when absent. */
  readonly name?: string | undefined;
  /** Everything that is read or written is this tenant's: no request can name another. */
  readonly tenant: string;
  readonly roles?: readonly string[] | undefined;
  /** Whatever else the host knows; handed to `authorize` as it is. */
  readonly claims?: unknown;
}

/** Everything that can be allowed. */
export const actions = [
  'workflow.read',
  'workflow.edit',
  'workflow.publish',
  'workflow.delete',
  'node.use',
  'run.read',
  'run.readData',
  'run.start',
  'run.cancel',
  'run.signal',
  'run.resume',
  'run.resolve',
  'wait.read',
] as const;

/**
 * What somebody wants to do. `run.readData`: see inputs, outputs and what facts carry. `run.resolve`: decide about a
 * step that a crash left open. `node.use`: see a node type, and publish or try workflows that contain it.
 */
export type Action = (typeof actions)[number];

/** What it is to be done to. An id of `null`: to any, asked before a list is made or a new one is created. */
export type Resource =
  | { readonly kind: 'workflow'; readonly id: string | null }
  | {
      readonly kind: 'run';
      readonly id: string | null;
      /** `null` in a list of runs of any workflow. */
      readonly workflowId: string | null;
      /** The name of the signal, for `run.signal`. */
      readonly signal?: string | undefined;
    }
  | { readonly kind: 'nodeType'; readonly type: string; readonly version: number }
  | {
      readonly kind: 'wait';
      readonly runId: string | null;
      readonly workflowId: string | null;
      /** Whom the wait names. */
      readonly assignees?: readonly string[] | undefined;
    };

export interface AuthorizeRequest {
  readonly principal: Principal;
  readonly action: Action;
  readonly resource: Resource;
}

/** Decides. Only `true` allows. */
export type Authorize = (request: AuthorizeRequest) => MaybePromise<boolean>;

/** Finds out who asks; `null`: nobody that is known. */
export type Authenticate = (request: Request) => MaybePromise<Principal | null>;

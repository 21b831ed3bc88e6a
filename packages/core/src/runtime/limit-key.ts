/** The names that limits and runs meet under. */

import type { RunLimitState } from '../ports/limits.js';

/** Which runs a limit is about. */
export type LimitScope =
  | { readonly kind: 'global' }
  | { readonly kind: 'queue'; readonly queue: string }
  | { readonly kind: 'tenant'; readonly tenant: string }
  | { readonly kind: 'workflow'; readonly tenant: string; readonly workflowId: string }
  /** Runs of the tenant that were started with this key among their `limitKeys`. */
  | { readonly kind: 'key'; readonly tenant: string; readonly key: string };

/** A limit that is set, with what it counts now. */
export interface LimitState extends Omit<RunLimitState, 'key'> {
  readonly scope: LimitScope;
}

/** The scope as one text; two scopes never give the same. */
export function limitKey(scope: LimitScope): string {
  switch (scope.kind) {
    case 'global':
      return JSON.stringify(['global']);
    case 'queue':
      return JSON.stringify(['queue', scope.queue]);
    case 'tenant':
      return JSON.stringify(['tenant', scope.tenant]);
    case 'workflow':
      return JSON.stringify(['workflow', scope.tenant, scope.workflowId]);
    case 'key':
      return JSON.stringify(['key', scope.tenant, scope.key]);
  }
}

/** The scope that a key was made from. */
export function limitScope(key: string): LimitScope {
  const [kind, first = '', second = ''] = JSON.parse(key) as readonly string[];
  switch (kind) {
    case 'queue':
      return { kind, queue: first };
    case 'tenant':
      return { kind, tenant: first };
    case 'workflow':
      return { kind, tenant: first, workflowId: second };
    case 'key':
      return { kind, tenant: first, key: second };
    default:
      return { kind: 'global' };
  }
}

/** What `limitKeysOf` goes by. */
export interface LimitedRun {
  readonly tenant: string;
  readonly workflowId: string;
  readonly queue: string;
  /** Keys of the host's own. */
  readonly own: readonly string[];
}

/** The keys of every limit that may be set for a run. */
export function limitKeysOf({ tenant, workflowId, queue, own }: LimitedRun): readonly string[] {
  return [
    limitKey({ kind: 'global' }),
    limitKey({ kind: 'queue', queue }),
    limitKey({ kind: 'tenant', tenant }),
    limitKey({ kind: 'workflow', tenant, workflowId }),
    ...new Set(own.map((key) => limitKey({ kind: 'key', tenant, key }))),
  ];
}

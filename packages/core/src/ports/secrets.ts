/** Where secrets come from. */

import type { MaybePromise } from '../model/maybe-promise.js';

export interface SecretRequest {
  readonly tenant: string;
  /** As it stands in the binding, for example `crm/api-key`. */
  readonly path: string;
  readonly signal: AbortSignal;
}

export interface SecretSource {
  /** @returns the secret, or `undefined` when the tenant has none of that path. */
  get(request: SecretRequest): MaybePromise<string | undefined>;
}

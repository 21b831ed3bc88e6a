/** How the files of the store contract state their cases. */

import type { StoreScene } from './store-contract-scene.js';

/** A rule, before it is bound to a store. */
export interface StoreRule {
  readonly rule: string;
  readonly title: string;
  readonly run: (scene: StoreScene) => Promise<void>;
}

export function rule(id: string, title: string, run: StoreRule['run']): StoreRule {
  return { rule: id, title, run };
}

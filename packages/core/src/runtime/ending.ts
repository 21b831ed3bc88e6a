/** How holding a run ends. */

import type { RunState } from '../kernel/run-state.js';

/** How a driver's hold on its run came to an end. */
export type Ending =
  | { readonly kind: 'finished'; readonly state: RunState }
  | { readonly kind: 'parked'; readonly wakeAt: number | null }
  | { readonly kind: 'lost' }
  | { readonly kind: 'failed'; readonly thrown: unknown };

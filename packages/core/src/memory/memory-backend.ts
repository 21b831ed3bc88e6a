/** The backend that needs nothing: runs live as long as this object does. */

import type { Backend, BackendHost } from '../ports/store.js';
import { emptyData } from './memory-data.js';
import { MemoryStore } from './memory-store.js';

/**
 * Keeps runs in memory. Engines opened on the same backend see the same runs; nothing outlives the process.
 *
 * Values are kept as they are, not copied: do not change an input after handing it over.
 */
export function memory(): Backend {
  const data = emptyData();
  return {
    name: 'memory',
    open: (host: BackendHost) => new MemoryStore(data, host.clock),
  };
}

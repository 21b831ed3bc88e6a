/** What the host lends the engine, gathered once and handed to whoever needs it. */

import type { Clock } from '../ports/clock.js';
import type { FileStore } from '../ports/files.js';
import type { Logger } from '../ports/logger.js';
import type { Random } from '../ports/random.js';
import type { SecretSource } from '../ports/secrets.js';
import type { EventSource } from './engine-events.js';
import type { ResultCache } from './result-cache.js';
import type { Telemetry } from './telemetry.js';

export type Fetch = (input: string | URL, init?: RequestInit) => Promise<Response>;

export interface Services {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly secrets: SecretSource | undefined;
  readonly files: FileStore | undefined;
  readonly fetch: Fetch;
  readonly events: EventSource;
  readonly telemetry: Telemetry;
  readonly cache: ResultCache;
  /** Milliseconds that an attempt may take when neither its node nor its type says. */
  readonly stepTimeoutMs: number;
  /** Milliseconds that a stopped attempt has to come to its end before it is left alone. */
  readonly cancelGraceMs: number;
}

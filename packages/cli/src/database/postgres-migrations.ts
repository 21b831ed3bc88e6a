/** The migrations of the PostgreSQL adapter. */

import type { migrate, migrations } from '@flowgraft/adapters/postgres';

/** The part of the adapter that is used here; tests bring their own. */
export interface PostgresMigrations {
  readonly migrate: typeof migrate;
  readonly migrations: typeof migrations;
}

/** Loaded when asked for: no other command needs it. */
export function loadPostgresMigrations(): Promise<PostgresMigrations> {
  return import('@flowgraft/adapters/postgres');
}

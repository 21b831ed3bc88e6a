/** The workflow engine on whatever database there is: a SQLite file, or the PostgreSQL of `DATABASE_URL`. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { sqlite } from '@flowgraft/adapters/sqlite';
import { createEngine as createFlowgraft, type Backend, type Engine } from '@flowgraft/core';
import { builtinNodes } from '@flowgraft/nodes';

import { Desk } from './desk.js';
import { assessRisk } from './nodes/assess-risk.js';
import { fileReportAt } from './nodes/file-report.js';
import { findEarthquakes } from './nodes/find-earthquakes.js';
import { nearestAirport } from './nodes/nearest-airport.js';
import { sendAlertTo } from './nodes/send-alert.js';
import { weatherSummary } from './nodes/weather-summary.js';

export interface DatabaseOptions {
  /** Where the SQLite file is kept; made when it is not there. */
  readonly folder: string;
  /** A PostgreSQL address, in place of the file. */
  readonly databaseUrl?: string | undefined;
}

export interface HostEngine {
  readonly engine: Engine;
  readonly desk: Desk;
  /** `SQLite (…/host.db)` or `PostgreSQL`. */
  readonly database: string;
  close(): Promise<void>;
}

export async function createHostEngine(options: DatabaseOptions): Promise<HostEngine> {
  const { backend, database, end } = await openBackend(options);
  const desk = new Desk(() => engine.keyValue());
  const engine: Engine = createFlowgraft({
    backend,
    nodes: [
      builtinNodes,
      [
        findEarthquakes,
        nearestAirport,
        assessRisk,
        weatherSummary,
        sendAlertTo(desk),
        fileReportAt(desk),
      ],
    ],
    // A process that was killed holds its runs no longer than this.
    lease: '5s',
  });
  return {
    engine,
    desk,
    database,
    async close() {
      await engine.close();
      await end();
    },
  };
}

interface OpenedBackend {
  readonly backend: Backend;
  readonly database: string;
  readonly end: () => Promise<void>;
}

async function openBackend({ folder, databaseUrl }: DatabaseOptions): Promise<OpenedBackend> {
  if (databaseUrl !== undefined && databaseUrl !== '') {
    const { postgres } = await import('@flowgraft/adapters/postgres');
    const { Pool } = (await import('pg')).default;
    const pool = new Pool({ connectionString: databaseUrl });
    // Else a database that is restarted ends the process.
    pool.on('error', () => undefined);
    const backend: Backend = postgres({ pool, schema: 'meridian' });
    return { backend, database: 'PostgreSQL', end: () => pool.end() };
  }
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'host.db');
  return { backend: sqlite({ file }), database: `SQLite (${file})`, end: async () => undefined };
}

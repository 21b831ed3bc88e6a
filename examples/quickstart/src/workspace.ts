/** The folder in which a run reads and writes. */

import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Workspace {
  readonly folder: string;
  readonly database: string;
}

export function openWorkspace(dir: string | undefined): Workspace {
  const folder = dir ?? fileURLToPath(new URL('../.data', import.meta.url));
  return { folder, database: join(folder, 'quickstart.db') };
}

/** An empty database, and fresh copies of the data sets. */
export function prepareWorkspace({ folder, database }: Workspace): void {
  for (const end of ['', '-wal', '-shm']) rmSync(database + end, { force: true });
  mkdirSync(join(folder, 'data'), { recursive: true });
  const source = new URL('../data/', import.meta.resolve('vega-datasets'));
  for (const name of ['earthquakes.json', 'airports.csv']) {
    copyFileSync(new URL(name, source), join(folder, 'data', name));
  }
}

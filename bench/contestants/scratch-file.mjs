import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Beside the bench and not in the system's temporary folder, which may be memory. */
const results = fileURLToPath(new URL('../results', import.meta.url));

/** The name of a database file in a new folder, and what takes both away again. */
export function scratchFile() {
  const parent = process.env['BENCH_DIR'] ?? results;
  mkdirSync(parent, { recursive: true });
  const dir = mkdtempSync(join(parent, 'sqlite-'));
  return {
    file: join(dir, 'runs.db'),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

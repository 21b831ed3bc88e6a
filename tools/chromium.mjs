// The Chromium that browser tests run in: always one of the system, never one that a test tool downloads.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const elsewhere = [
  '/usr/bin/chromium',
  '/usr/lib/chromium/chromium',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Without a sandbox, since tests run as root in containers, and without anything that talks to the outside. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Path of the program: the one that FLOWGRAFT_CHROMIUM names, else an installed one; `undefined` when there is none.
 * @throws {Error} When FLOWGRAFT_CHROMIUM names a file that is not there.
 */
export function findChromium() {
  const named = process.env.FLOWGRAFT_CHROMIUM;
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`FLOWGRAFT_CHROMIUM names ${named}, which is not there`);
  }
  const folders = (process.env.PATH ?? '').split(':').filter(Boolean);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...elsewhere].find((path) => existsSync(path));
}

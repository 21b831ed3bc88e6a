/** Starts the product: `npm start` at the root of the repository. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { demoPassword } from './accounts.js';
import { startServer } from './start-server.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { PORT, DATABASE_URL, MERIDIAN_DATA, MERIDIAN_WORKER } = process.env;

const app = await startServer({
  port: PORT === undefined ? 3210 : Number(PORT),
  folder: MERIDIAN_DATA ?? join(root, 'data'),
  databaseUrl: DATABASE_URL,
  hasWorker: MERIDIAN_WORKER !== 'off',
  isDevelopment: process.argv.includes('--dev'),
  onError: (error) => console.error(error),
});

// Before the address is told: whoever reads it may ask us to end at once.
let isEnding = false;
function end(): void {
  if (isEnding) return;
  isEnding = true;
  app.close().catch((error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  });
}
process.on('SIGINT', end);
process.on('SIGTERM', end);

console.log(`Meridian is at ${app.url}`);
console.log(`Log in as ada (editor) or omar (operator); the password is "${demoPassword}".`);
console.log(`Data: ${app.database}. Ctrl-C ends it.`);

/** `pnpm start`: serves until Ctrl-C. */

import { startServer } from './start-server.js';

const server = await startServer(process.env['FILE'] ?? 'flowgraft.db', 8080);
console.log(`Flowgraft answers at ${server.url}; its description is at ${server.url}/openapi.json`);
process.once('SIGINT', () => void server.close());
process.once('SIGTERM', () => void server.close());

/** `pnpm start`: serves until Ctrl-C. Runs end with the process: there is no store on disk. */

import { createEngine } from '@flowgraft/core';
import { builtinNodes } from '@flowgraft/nodes';
import { serve } from '@hono/node-server';

import { createApp } from './create-app.js';

const engine = createEngine({ nodes: builtinNodes });
engine.worker();
const server = serve({ fetch: createApp(engine).fetch, port: 8080, hostname: '127.0.0.1' });
console.log('The app answers at http://127.0.0.1:8080, Flowgraft below /flows');

async function stop(): Promise<void> {
  await engine.close();
  server.close();
}
process.once('SIGINT', () => void stop());
process.once('SIGTERM', () => void stop());

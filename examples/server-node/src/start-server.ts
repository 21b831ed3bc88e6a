/** Flowgraft behind `node:http`, beside whatever else the server answers. */

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { sqlite } from '@flowgraft/adapters/sqlite';
import { createEngine } from '@flowgraft/core';
import { builtinNodes } from '@flowgraft/nodes';
import { createHandler, roleBased } from '@flowgraft/server';
import { getRequestListener } from '@hono/node-server';

import { byToken } from './tokens.js';

const basePath = '/api/flowgraft';

export interface RunningServer {
  /** Where the handler is mounted. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** @param port - 0: any that is free. */
export async function startServer(file: string, port: number): Promise<RunningServer> {
  const engine = createEngine({ backend: sqlite({ file }), nodes: builtinNodes });
  engine.worker();

  const handler = createHandler({
    engine,
    basePath,
    authenticate: byToken,
    authorize: roleBased(),
    onError: (error) => console.error(error),
  });
  const flowgraft = getRequestListener(handler);

  const server = createServer((request, response) => {
    if (request.url?.startsWith(`${basePath}/`) === true) return void flowgraft(request, response);
    response.writeHead(200, { 'content-type': 'text/plain' }).end('The rest of the app\n');
  });
  const { port: bound } = await listen(server, port);

  return {
    url: `http://127.0.0.1:${bound}${basePath}`,
    close: async () => {
      // Closing the engine ends the event streams; then no connection is left.
      await engine.close();
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeIdleConnections();
      });
    },
  };
}

function listen(server: Server, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server.address() as AddressInfo));
  });
}

/** Everything that runs: engine, worker, seeds, pages. */

import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { getRequestListener } from '@hono/node-server';

import { Accounts } from './accounts.js';
import { builtPages } from './built-pages.js';
import { createApp } from './create-app.js';
import { createHostEngine, type DatabaseOptions } from './create-engine.js';
import { devPages } from './dev-pages.js';
import { seed } from './seed.js';

export interface HostAppOptions extends DatabaseOptions {
  /** 0, or one that is taken: any that is free. */
  readonly port: number;
  /** False: this process only serves pages, and another one runs the workflows. True when absent. */
  readonly hasWorker?: boolean | undefined;
  /** True: pages from their sources, without the content security policy that those would break. */
  readonly isDevelopment?: boolean | undefined;
  /** Told of what went wrong inside; users are told no more than that something did. */
  readonly onError: (error: unknown) => void;
}

export interface HostApp {
  /** `http://localhost:3210`. */
  readonly url: string;
  /** In words: which database it is. */
  readonly database: string;
  close(): Promise<void>;
}

/** Opens the database, fills it when it is empty, and answers requests once this has resolved. */
export async function startServer(options: HostAppOptions): Promise<HostApp> {
  const host = await createHostEngine(options);
  const { engine, desk, database } = host;
  try {
    const app = createApp({
      engine,
      desk,
      accounts: await Accounts.open(),
      onError: options.onError,
    });
    const pages = options.isDevelopment === true ? await devPages() : null;
    if (pages === null) app.get('*', await builtPages());
    if (options.hasWorker !== false) engine.worker({ concurrency: 20 });
    await seed({ engine, desk, onError: options.onError });
    const api = getRequestListener(app.fetch);
    const listener: RequestListener = (request, response) => {
      if (pages === null || request.url?.startsWith('/api/') === true) void api(request, response);
      else pages.answer(request, response);
    };
    const server = createServer(listener);
    const port = await listen(server, options.port);
    return {
      url: `http://localhost:${port}`,
      database,
      async close() {
        server.close();
        server.closeAllConnections();
        await pages?.close();
        await host.close();
      },
    };
  } catch (thrown) {
    await host.close();
    throw thrown;
  }
}

async function listen(server: Server, port: number): Promise<number> {
  try {
    await listenAt(server, port);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw thrown;
    await listenAt(server, 0);
  }
  return (server.address() as AddressInfo).port;
}

function listenAt(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

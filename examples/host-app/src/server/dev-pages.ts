/** The pages from their sources, which reload by themselves when one is changed: for work on this example. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';

export interface DevPages {
  answer(request: IncomingMessage, response: ServerResponse): void;
  close(): Promise<void>;
}

export async function devPages(): Promise<DevPages> {
  const { createServer } = await import('vite');
  const vite = await createServer({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    server: { middlewareMode: true },
    appType: 'spa',
  });
  return {
    answer: (request, response) => vite.middlewares(request, response),
    close: () => vite.close(),
  };
}

/** The product's HTTP: its own API, and the workflow API mounted under `/api/flow`. */

import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie } from 'hono/cookie';
import { HTTPException } from 'hono/http-exception';
import { createHandler, roleBased } from '@flowgraft/server';

import { principalOf, type Accounts, type User } from './accounts.js';
import type { HostEngine } from './create-engine.js';
import { deskRoutes } from './desk-routes.js';
import { securityHeaders } from './security-headers.js';
import { sessionCookie, sessionRoutes } from './session-routes.js';

const basePath = '/api/flow';
const maxBodyBytes = 16 * 1024;

export interface AppParts extends Pick<HostEngine, 'engine' | 'desk'> {
  readonly accounts: Accounts;
  /** Told of errors that were answered with 500. */
  readonly onError: (error: unknown) => void;
}

/**
 * Everything under `/api`. Who asks is known by the session's cookie; the workflow API takes the tenant and the role
 * from there and from nowhere else.
 */
export function createApp({ engine, desk, accounts, onError }: AppParts): Hono {
  const app = new Hono();
  const userOf = (cookie: string | undefined): User | null => accounts.userOf(cookie);
  const flow = createHandler({
    engine,
    basePath,
    authenticate: (request) => {
      const user = userOf(tokenOf(request));
      return user === null ? null : principalOf(user);
    },
    authorize: roleBased(),
    onError,
  });

  app.use(securityHeaders);
  app.onError((error, context) => {
    if (error instanceof HTTPException) return error.getResponse();
    onError(error);
    return context.json({ error: 'Something went wrong' }, 500);
  });
  app.all(`${basePath}/*`, (context) => flow(context.req.raw));
  app.use('/api/*', bodyLimit({ maxSize: maxBodyBytes }));
  app.route('/api', sessionRoutes(accounts));
  app.route(
    '/api/desk',
    deskRoutes(desk, (context) => userOf(getCookie(context, sessionCookie))),
  );
  app.all('/api/*', (context) => context.json({ error: 'There is nothing here' }, 404));
  return app;
}

function tokenOf(request: Request): string | undefined {
  const parts = (request.headers.get('cookie') ?? '').split(/;\s*/);
  const found = parts.find((part) => part.startsWith(`${sessionCookie}=`));
  return found?.slice(sessionCookie.length + 1);
}

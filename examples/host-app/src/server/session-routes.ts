/** Login, logout, and who is logged in. */

import { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import * as z from 'zod';

import {
  demoPassword,
  sessionSeconds,
  tenants,
  users,
  type Accounts,
  type User,
} from './accounts.js';

export const sessionCookie = 'meridian';

const loginSchema = z.object({ user: z.string().max(100), password: z.string().max(200) });

export function sessionRoutes(accounts: Accounts): Hono {
  const routes = new Hono();
  routes.get('/demo', (context) => context.json({ users, tenants, password: demoPassword }));
  routes.post('/login', async (context) => {
    const given = loginSchema.safeParse(await context.req.json().catch(() => null));
    const token = given.success ? await accounts.logIn(given.data.user, given.data.password) : null;
    if (token === null) return context.json({ error: 'Wrong name or password' }, 401);
    setCookie(context, sessionCookie, token, {
      httpOnly: true,
      sameSite: 'Strict',
      path: '/',
      maxAge: sessionSeconds,
    });
    return context.json(sessionOf(accounts.userOf(token)));
  });
  routes.post('/logout', (context) => {
    const token = getCookie(context, sessionCookie);
    if (token !== undefined) accounts.logOut(token);
    deleteCookie(context, sessionCookie, { path: '/' });
    return context.body(null, 204);
  });
  routes.get('/session', (context) =>
    context.json(sessionOf(accounts.userOf(getCookie(context, sessionCookie)))),
  );
  return routes;
}

type SessionUser = User & { readonly tenantName: string };

function sessionOf(user: User | null): { readonly user: SessionUser | null } {
  if (user === null) return { user };
  const tenantName = tenants.find(({ id }) => id === user.tenant)?.name ?? user.tenant;
  return { user: { ...user, tenantName } };
}

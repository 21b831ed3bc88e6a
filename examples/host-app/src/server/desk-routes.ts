/** What workflows did for the tenant of whoever asks, and the switch of the alert service. */

import { Hono, type Context } from 'hono';
import * as z from 'zod';

import type { User } from './accounts.js';
import type { Desk } from './desk.js';

const alertServiceSchema = z.object({ up: z.boolean() });

interface Environment {
  readonly Variables: { readonly user: User };
}

export function deskRoutes(
  desk: Desk,
  userOf: (context: Context) => User | null,
): Hono<Environment> {
  const routes = new Hono<Environment>();
  routes.use(async (context, next) => {
    const user = userOf(context);
    if (user === null) return context.json({ error: 'Log in first' }, 401);
    context.set('user', user);
    return next();
  });
  routes.get('/', async (context) => context.json(await desk.show(context.get('user').tenant)));
  routes.put('/alert-service', async (context) => {
    const given = alertServiceSchema.safeParse(await context.req.json().catch(() => null));
    if (!given.success) return context.json({ error: 'Expected { up: true | false }' }, 400);
    const { tenant } = context.get('user');
    await desk.setAlertService(tenant, given.data.up);
    return context.json(await desk.show(tenant));
  });
  return routes;
}

/** An app of a few routes, one of which is Flowgraft with all of its own. */

import type { Engine } from '@flowgraft/core';
import { createHandler, type Principal } from '@flowgraft/server';
import { Hono } from 'hono';

/** What the app knows of who asks, from its own session. */
function principalOf(request: Request): Principal | null {
  const user = request.headers.get('x-user');
  return user === null ? null : { id: user, tenant: 'home' };
}

/** Everybody may look; who may do more is the app's own decision, workflow by workflow. */
const mayLook = new Set(['workflow.read', 'node.use', 'run.read', 'run.readData', 'wait.read']);

export function createApp(engine: Engine): Hono {
  const handler = createHandler({
    engine,
    basePath: '/flows',
    authenticate: principalOf,
    authorize: ({ principal, action, resource }) => {
      if (mayLook.has(action)) return true;
      // Whoever owns a workflow has its id begin with their name.
      const id = resource.kind === 'workflow' ? resource.id : null;
      return id?.startsWith(`${principal.id}.`) === true;
    },
  });
  const app = new Hono();
  app.get('/', (c) => c.text('Home'));
  app.all('/flows/*', (c) => handler(c.req.raw));
  return app;
}

/** What steps of runs wait for: approvals, signals, times. */

import type { RunWait } from '@flowgraft/core';

import type { Resource } from '../access/principal.js';
import { jsonResponse } from '../http/json-response.js';
import { route, type Route } from '../http/route.js';
import { waitPage, waitQuery } from '../schemas/wait.js';
import { withCursor } from './with-cursor.js';

const list = route({
  method: 'get',
  path: '/waits',
  operationId: 'listWaits',
  tag: 'waits',
  summary: 'What steps of runs wait for, those of the newest runs first.',
  query: waitQuery,
  answers: { 200: { description: 'A page; it may be short.', schema: waitPage } },
  problems: ['CURSOR_INVALID'],
  handle: async ({ services, access, of, query }) => {
    await access.demand('wait.read', { kind: 'wait', runId: null, workflowId: null });
    const page = await withCursor(query.cursor, () => services.engine.waits({ ...query, ...of }));
    const waits = await access.allowed(page.waits, 'wait.read', waitResource);
    const items = waits.map(({ tenant: _tenant, ...wait }) => wait);
    return jsonResponse({ items, cursor: page.cursor });
  },
});

function waitResource({ runId, workflowId, about }: RunWait): Resource {
  return { kind: 'wait', runId, workflowId, assignees: about?.assignees };
}

export const waitRoutes: readonly Route[] = [list];

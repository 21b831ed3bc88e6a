/** Node types that the caller may use, and choices for their fields. */

import { isFlowgraftError, type NodeManifest } from '@flowgraft/core';

import { HttpProblem } from '../http/problem.js';
import { jsonResponse, taggedResponse } from '../http/json-response.js';
import { route, type Route } from '../http/route.js';
import { nodeTypes, optionsPage, optionsRequest } from '../schemas/node-type.js';
import { nodeTypeResource, usableNodes } from './usable-nodes.js';
import { workflowResource } from './workflows.js';

const tag = 'node types';

const list = route({
  method: 'get',
  path: '/node-types',
  operationId: 'listNodeTypes',
  tag,
  summary: 'The node types that the caller may use.',
  headers: { 'if-none-match': 'The ETag of the list that is known already.' },
  answers: {
    200: { description: 'All of them.', schema: nodeTypes },
    304: { description: 'It is the list that is known.' },
  },
  handle: async (call) => {
    const items = await usableNodes(call);
    return taggedResponse({ items }, await digest(items), {
      ifNoneMatch: call.request.headers.get('if-none-match'),
      cacheControl: 'private, no-cache',
    });
  },
});

const options = route({
  method: 'post',
  path: '/node-types/options',
  operationId: 'loadOptions',
  tag,
  summary: 'Choices for a field of a node, as its node type looks them up.',
  body: optionsRequest,
  answers: { 200: { description: 'A page of choices.', schema: optionsPage } },
  problems: ['NODE_TYPE_NOT_FOUND', 'OPTIONS_NOT_FOUND', 'OPTIONS_FAILED'],
  handle: async ({ services, access, of, request, body }) => {
    const { type, version } = body;
    const mayUse = await access.may('node.use', nodeTypeResource(body));
    if (!mayUse) throw unknownNodeType(type, version);
    // Loaders work with the secrets of the tenant: for those who edit, not for everybody who looks.
    await access.demand('workflow.edit', workflowResource(null));
    try {
      const { signal } = request;
      return jsonResponse(await services.engine.options(body, { ...of, signal }));
    } catch (thrown) {
      if (!isFlowgraftError(thrown, 'NODE_TYPE_NOT_FOUND')) throw thrown;
      throw unknownNodeType(type, version);
    }
  },
});

function unknownNodeType(type: string, version: number): HttpProblem {
  const text = `There is no node type "${type}" of version ${version}`;
  return new HttpProblem('NODE_TYPE_NOT_FOUND', text, { type, version });
}

/** A tag for a list: another list, another tag. */
async function digest(items: readonly NodeManifest[]): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(items));
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export const nodeTypeRoutes: readonly Route[] = [list, options];

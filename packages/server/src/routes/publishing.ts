/** Versions of workflows: published, listed, read by their hash. */

import { unknownWorkflow, HttpProblem } from '../http/problem.js';
import { jsonResponse, taggedResponse } from '../http/json-response.js';
import { route, type Route } from '../http/route.js';
import { pageQuery } from '../schemas/common.js';
import {
  publishRequest,
  versionPage,
  workflowDocument,
  workflowVersion,
} from '../schemas/workflow.js';
import { draftOf } from '../workflows/draft-record.js';
import { demandSound } from './check-document.js';
import { withCursor } from './with-cursor.js';
import { byOf, findWorkflow, workflowResource } from './workflows.js';

const tag = 'workflows';

const publish = route({
  method: 'post',
  path: '/workflows/{id}/publish',
  operationId: 'publishWorkflow',
  tag,
  summary: 'Makes a revision of the draft the version that runs start with.',
  body: publishRequest,
  answers: { 200: { description: 'The version.', schema: workflowVersion } },
  problems: ['WORKFLOW_NOT_FOUND', 'WORKFLOW_INVALID', 'REVISION_CONFLICT'],
  handle: async (call) => {
    const { services, access, id, body } = call;
    const record = await findWorkflow(call, id);
    await access.demand('workflow.publish', workflowResource(id));
    if (record.revision !== body.revision) {
      const text = `"${id}" was saved by somebody else meanwhile`;
      throw new HttpProblem('REVISION_CONFLICT', text, { current: draftOf(record) });
    }
    await demandSound(call, record.document);
    const request = { revision: body.revision, note: body.note ?? null };
    return jsonResponse(await services.drafts.publish(id, request, byOf(call)));
  },
});

const versions = route({
  method: 'get',
  path: '/workflows/{id}/versions',
  operationId: 'listWorkflowVersions',
  tag,
  summary: 'What was published of a workflow, newest first.',
  query: pageQuery,
  answers: { 200: { description: 'A page of versions.', schema: versionPage } },
  problems: ['WORKFLOW_NOT_FOUND', 'CURSOR_INVALID'],
  handle: async (call) => {
    const { services, of, id, query } = call;
    const { cursor, limit = 50 } = query;
    const record = await findWorkflow(call, id);
    const page = await withCursor(cursor, () =>
      services.drafts.versions(of.tenant, record, { cursor, limit }),
    );
    return jsonResponse(page);
  },
});

const document = route({
  method: 'get',
  path: '/documents/{hash}',
  operationId: 'getDocument',
  tag,
  summary: 'A workflow as it was published, or as a run pins it.',
  answers: {
    200: { description: 'The document; it never changes.', schema: workflowDocument },
    304: { description: 'It is known already.' },
  },
  problems: ['WORKFLOW_NOT_FOUND'],
  handle: async ({ services, of, access, id, request }) => {
    const found = id === '' ? null : await services.engine.document(id, of);
    if (found === null) throw unknownDocument(id);
    const mayRead = await access.may('workflow.read', workflowResource(found.id));
    if (!mayRead) throw unknownDocument(id);
    return taggedResponse(found, encodeURIComponent(id), {
      ifNoneMatch: request.headers.get('if-none-match'),
      cacheControl: 'private, max-age=31536000, immutable',
    });
  },
});

function unknownDocument(hash: string): HttpProblem {
  const { code } = unknownWorkflow(hash);
  return new HttpProblem(code, 'There is no workflow of this hash', { hash });
}

export const publishingRoutes: readonly Route[] = [publish, versions, document];

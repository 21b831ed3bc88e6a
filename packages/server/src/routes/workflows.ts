/** Drafts of workflows: listed, read, created, saved, removed, checked. */

import * as z from 'zod';

import type { Resource } from '../access/principal.js';
import { HttpProblem, unknownWorkflow } from '../http/problem.js';
import { jsonResponse, matchesTag, noContent, taggedResponse } from '../http/json-response.js';
import { route, type Call, type Route } from '../http/route.js';
import { pageQuery } from '../schemas/common.js';
import { findings, workflowDocument, workflowDraft, workflowPage } from '../schemas/workflow.js';
import { draftOf, type DraftRecord, type WorkflowDraft } from '../workflows/draft-record.js';
import type { By } from '../workflows/workflow-drafts.js';
import { findingsOf, parseDraft } from './check-document.js';
import { withCursor } from './with-cursor.js';

const tag = 'workflows';

export function workflowResource(id: string | null): Resource {
  return { kind: 'workflow', id };
}

/** Under which name, and for whom, somebody saves and publishes. */
export function byOf({ principal }: Call<unknown, unknown>): By {
  return { tenant: principal.tenant, name: principal.name ?? principal.id };
}

/**
 * The workflow, when there is one and the caller may see it.
 *
 * @throws {HttpProblem} `WORKFLOW_NOT_FOUND`.
 */
export async function findWorkflow(
  { services, of, access }: Call<unknown, unknown>,
  id: string,
): Promise<DraftRecord> {
  const record = await services.drafts.find(of.tenant, id);
  if (record === null) throw unknownWorkflow(id);
  if (!(await access.may('workflow.read', workflowResource(id)))) throw unknownWorkflow(id);
  return record;
}

const list = route({
  method: 'get',
  path: '/workflows',
  operationId: 'listWorkflows',
  tag,
  summary: 'Workflows by id, without their documents.',
  query: pageQuery,
  answers: { 200: { description: 'A page of them.', schema: workflowPage } },
  problems: ['CURSOR_INVALID'],
  handle: async ({ services, of, access, query: { cursor, limit = 50 } }) => {
    await access.demand('workflow.read', workflowResource(null));
    const page = await withCursor(cursor, () =>
      services.drafts.list(of.tenant, { cursor, limit }, (items) =>
        access.allowed(items, 'workflow.read', ({ id }) => workflowResource(id)),
      ),
    );
    return jsonResponse(page);
  },
});

const get = route({
  method: 'get',
  path: '/workflows/{id}',
  operationId: 'getWorkflow',
  tag,
  summary: 'The draft of a workflow, and what is published of it.',
  headers: { 'if-none-match': 'The revision that is known already.' },
  answers: {
    200: { description: 'The draft; its ETag begins with the revision.', schema: workflowDraft },
    304: { description: 'It is the revision that is known.' },
  },
  problems: ['WORKFLOW_NOT_FOUND'],
  handle: async (call) => {
    const record = await findWorkflow(call, call.id);
    const draft = draftOf(record);
    const ifNoneMatch = call.request.headers.get('if-none-match');
    return taggedResponse(draft, tagOf(draft), { ifNoneMatch, cacheControl: 'no-store' });
  },
});

const create = route({
  method: 'post',
  path: '/workflows',
  operationId: 'createWorkflow',
  tag,
  summary: 'Keeps a new workflow as a draft. It need not be finished.',
  body: z.unknown(),
  shownBody: workflowDocument,
  answers: { 201: { description: 'The draft.', schema: workflowDraft } },
  problems: ['WORKFLOW_INVALID', 'WORKFLOW_EXISTS'],
  handle: async (call) => {
    const { services, access, body } = call;
    const document = parseDraft(body);
    await access.demand('workflow.edit', workflowResource(document.id));
    const draft = await services.drafts.create(document, byOf(call));
    const location = `${services.basePath}/workflows/${encodeURIComponent(draft.id)}`;
    return draftResponse(draft, location);
  },
});

const save = route({
  method: 'put',
  path: '/workflows/{id}',
  operationId: 'saveWorkflow',
  tag,
  summary: 'Saves the draft, if nobody else has saved since.',
  headers: { 'if-match': 'The revision that was changed, in quotes. Required.' },
  body: z.unknown(),
  shownBody: workflowDocument,
  answers: { 200: { description: 'The draft.', schema: workflowDraft } },
  problems: ['WORKFLOW_INVALID', 'WORKFLOW_NOT_FOUND', 'REVISION_REQUIRED', 'REVISION_CONFLICT'],
  handle: async (call) => {
    const { services, access, id, body } = call;
    await findWorkflow(call, id);
    await access.demand('workflow.edit', workflowResource(id));
    const isCurrent = seenRevision(call);
    const document = parseDraft(body, id);
    return draftResponse(await services.drafts.save(document, isCurrent, byOf(call)));
  },
});

const remove = route({
  method: 'delete',
  path: '/workflows/{id}',
  operationId: 'removeWorkflow',
  tag,
  summary: 'Removes a workflow with its versions. Its runs stay, and go on.',
  headers: { 'if-match': 'The revision that is removed, in quotes. Required.' },
  answers: { 204: { description: 'Removed.' } },
  problems: ['WORKFLOW_NOT_FOUND', 'REVISION_REQUIRED', 'REVISION_CONFLICT'],
  handle: async (call) => {
    const { services, access, of, id } = call;
    await findWorkflow(call, id);
    await access.demand('workflow.delete', workflowResource(id));
    await services.drafts.remove(of.tenant, id, seenRevision(call));
    return noContent();
  },
});

const validate = route({
  method: 'post',
  path: '/workflows/validate',
  operationId: 'validateWorkflow',
  tag,
  summary: 'What is wrong with a document, by the node types that the caller may use.',
  body: z.unknown(),
  shownBody: workflowDocument,
  answers: { 200: { description: 'The findings.', schema: findings } },
  handle: async (call) => {
    await call.access.demand('workflow.read', workflowResource(null));
    return jsonResponse({ issues: await findingsOf(call, call.body) });
  },
});

/** Whether a revision is one that the request says it has seen. @throws {HttpProblem} `REVISION_REQUIRED`. */
function seenRevision({ request }: Call<unknown, unknown>): (revision: string) => boolean {
  const header = request.headers.get('if-match');
  if (header !== null) {
    // What is published besides does not matter to those who save.
    const revisions = header.replaceAll(/\.\d+"/g, '"');
    return (revision) => matchesTag(revisions, revision);
  }
  const text = 'Send the header If-Match with the revision that you have changed';
  throw new HttpProblem('REVISION_REQUIRED', text);
}

/** The revision, and which version is published: both are told of a draft. */
function tagOf({ revision, published }: WorkflowDraft): string {
  return `${revision}.${published?.version ?? 0}`;
}

function draftResponse(draft: WorkflowDraft, location?: string): Response {
  const etag = `"${tagOf(draft)}"`;
  if (location === undefined) return jsonResponse(draft, { headers: { etag } });
  return jsonResponse(draft, { status: 201, headers: { etag, location } });
}

export const workflowRoutes: readonly Route[] = [list, create, validate, get, save, remove];

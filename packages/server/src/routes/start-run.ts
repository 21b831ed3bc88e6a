/** Starts runs of published versions, and of drafts to try them. */

import type { WorkflowDocument } from '@flowgraft/core';

import { HttpProblem, unknownRun } from '../http/problem.js';
import { jsonResponse } from '../http/json-response.js';
import { route, type Call, type Route } from '../http/route.js';
import { runSummary, startRequest } from '../schemas/run.js';
import { isStorable } from '../schemas/common.js';
import { runSummaryOf } from '../values/shown-run.js';
import type { DraftRecord } from '../workflows/draft-record.js';
import { demandSound } from './check-document.js';
import { maySeeData, runResource } from './find-run.js';
import { findWorkflow, workflowResource } from './workflows.js';

type StartCall = Call<unknown, typeof startRequest._output>;

const start = route({
  method: 'post',
  path: '/runs',
  operationId: 'startRun',
  tag: 'runs',
  summary: 'Starts a run.',
  headers: { 'idempotency-key': 'A second start with the same key gives the first run.' },
  body: startRequest,
  answers: {
    200: { description: 'The run that the key was used for before.', schema: runSummary },
    201: { description: 'The run.', schema: runSummary },
  },
  problems: [
    'WORKFLOW_NOT_FOUND',
    'WORKFLOW_NOT_PUBLISHED',
    'VERSION_NOT_FOUND',
    'WORKFLOW_INVALID',
    'INPUT_INVALID',
    'VALUE_UNSUPPORTED',
    'IDEMPOTENCY_CONFLICT',
    'QUEUE_FULL',
  ],
  handle: async (call) => {
    const { services, access, of, body } = call;
    const record = await findWorkflow(call, body.workflowId);
    await access.demand('run.start', workflowResource(body.workflowId));
    const idempotencyKey = keyOf(call);
    const document = await chosenDocument(call, record);
    // Publishing alone decides what others start by the id.
    const options = { ...of, idempotencyKey, draft: true };
    const handle = await services.engine.start(document, body.input, options);
    const run = await services.engine.get(handle.id, of);
    if (run === null) throw unknownRun(handle.id);
    if (!handle.created) await demandSameRequest(call, run);
    const summary = runSummaryOf(run, await maySeeData(call, run));
    const location = `${services.basePath}/runs/${encodeURIComponent(handle.id)}`;
    return jsonResponse(summary, { status: handle.created ? 201 : 200, headers: { location } });
  },
});

/** @throws {HttpProblem} `REQUEST_INVALID` when header and body name different keys, or the header is no key. */
function keyOf({ request, body }: StartCall): string | undefined {
  const header = request.headers.get('idempotency-key');
  if (header === null) return body.idempotencyKey;
  // As RFC 8941 has it, or bare.
  const key = /^"(.*)"$/s.exec(header)?.[1] ?? header;
  const isKey = key !== '' && key.length <= 255 && isStorable(key);
  if (isKey && (body.idempotencyKey ?? key) === key) return key;
  const message = 'expected one key of 1 to 255 characters, the same in header and body';
  const issue = { code: 'SCHEMA', severity: 'error', path: ['idempotencyKey'], message };
  throw new HttpProblem('REQUEST_INVALID', `idempotencyKey: ${message}`, { issues: [issue] });
}

/** What is to be started; a draft has to be sound, a published version was when it was published. */
async function chosenDocument(call: StartCall, record: DraftRecord): Promise<WorkflowDocument> {
  const { access, services, of } = call;
  const { workflowId, version } = call.body;
  if (version === 'draft') {
    await access.demand('workflow.edit', workflowResource(workflowId));
    await demandSound(call, record.document);
    return record.document;
  }
  const chosen =
    version === undefined
      ? record.published
      : await services.drafts.version(of.tenant, record, version);
  if (chosen === null) throw notThere(workflowId, version);
  const isUnsettled = chosen.version === record.published?.version && record.unsettled !== null;
  const document = isUnsettled ? record.unsettled : await services.engine.document(chosen.hash, of);
  if (document === null) throw notThere(workflowId, version);
  return document;
}

function notThere(workflowId: string, version: number | undefined): HttpProblem {
  if (version === undefined) {
    const text = `Publish "${workflowId}" first, or start its draft`;
    return new HttpProblem('WORKFLOW_NOT_PUBLISHED', text, { workflowId });
  }
  const text = `"${workflowId}" has no version ${version}`;
  return new HttpProblem('VERSION_NOT_FOUND', text, { workflowId, version });
}

/** @throws {HttpProblem} `IDEMPOTENCY_CONFLICT` when the key was used for something else, or by somebody else's run. */
async function demandSameRequest(
  { access, body }: StartCall,
  run: { readonly runId: string; readonly workflowId: string },
): Promise<void> {
  const isSame = run.workflowId === body.workflowId;
  if (isSame && (await access.may('run.read', runResource(run)))) return;
  throw new HttpProblem(
    'IDEMPOTENCY_CONFLICT',
    'The idempotency key was used before; choose another',
  );
}

export const startRoutes: readonly Route[] = [start];

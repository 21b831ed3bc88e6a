/** What is done to runs. Each is stored when it is answered; whoever holds the run does it. */

import type { Action } from '../access/principal.js';
import { route, type Call, type Route } from '../http/route.js';
import { cancelRequest, resolveStepRequest, resumeRequest, signalRequest } from '../schemas/run.js';
import { findRun } from './find-run.js';

const tag = 'runs';
const answers = { 202: { description: 'It is stored, and will be done.' } };
const problems = ['RUN_NOT_FOUND', 'RUN_CONFLICT'] as const;

const cancel = route({
  method: 'post',
  path: '/runs/{id}/cancel',
  operationId: 'cancelRun',
  tag,
  summary: 'Asks a run to stop; what it has done is compensated.',
  body: cancelRequest,
  answers,
  problems,
  handle: async (call) => {
    const { services, of, id, body } = call;
    await demandOnRun(call, 'run.cancel');
    await services.engine.cancel(id, { ...of, reason: body.reason });
    return accepted();
  },
});

const signal = route({
  method: 'post',
  path: '/runs/{id}/signal',
  operationId: 'signalRun',
  tag,
  summary: 'Sends a signal to a run: a decision, or anything a step waits for.',
  body: signalRequest,
  answers,
  problems: [...problems, 'VALUE_UNSUPPORTED'],
  handle: async (call) => {
    const { services, of, id, body } = call;
    await demandOnRun(call, 'run.signal', body.name);
    await services.engine.signal(id, body.name, body.payload, { ...of, id: body.id });
    return accepted();
  },
});

const resume = route({
  method: 'post',
  path: '/runs/{id}/resume',
  operationId: 'resumeRun',
  tag,
  summary: 'Goes on with a failed run: its failed steps start again.',
  body: resumeRequest,
  answers,
  problems,
  handle: async (call) => {
    await demandOnRun(call, 'run.resume');
    await call.services.engine.resume(call.id, call.of);
    return accepted();
  },
});

const resolveStep = route({
  method: 'post',
  path: '/runs/{id}/resolve-step',
  operationId: 'resolveStep',
  tag,
  summary: 'Decides about a step of which a crash left open whether it did its work.',
  body: resolveStepRequest,
  answers,
  problems: [...problems, 'VALUE_UNSUPPORTED'],
  handle: async (call) => {
    const { services, of, id, body } = call;
    await demandOnRun(call, 'run.resolve');
    await services.engine.resolveStep(id, body.step, body.resolution, of);
    return accepted();
  },
});

async function demandOnRun(
  call: Call<unknown, unknown>,
  action: Action,
  signalName?: string,
): Promise<void> {
  const { runId, workflowId } = await findRun(call);
  await call.access.demand(action, { kind: 'run', id: runId, workflowId, signal: signalName });
}

function accepted(): Response {
  return new Response(null, { status: 202, headers: { 'cache-control': 'no-store' } });
}

export const runActionRoutes: readonly Route[] = [cancel, signal, resume, resolveStep];

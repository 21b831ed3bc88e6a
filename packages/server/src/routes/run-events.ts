/** What happens to runs, as server-sent events. */

import { isFinal, type RunRecord, type RunUpdate } from '@flowgraft/core';
import type * as z from 'zod';

import { tailRuns } from '../events/tail-runs.js';
import { HttpProblem } from '../http/problem.js';
import { eventStream, type ServerEvent } from '../http/event-stream.js';
import { route, type Call, type Route } from '../http/route.js';
import { followQuery, runQuery, runSummary, runUpdate } from '../schemas/run.js';
import { shownFact } from '../values/shown-fact.js';
import { runSummaryOf } from '../values/shown-run.js';
import { findRun, maySeeData, runResource } from './find-run.js';

const tag = 'runs';
const contentType = 'text/event-stream';
/** Characters of JSON that the facts of one event have, about; and how many they are. */
const eventSize = 256 * 1024;
const eventFacts = 200;
/** Clocks of two servers may differ; what is told twice does no harm. */
const slackMs = 5_000;

const followRun = route({
  method: 'get',
  path: '/runs/{id}/events',
  operationId: 'followRun',
  tag,
  summary: 'What has happened and happens to a run: events `update`, then `end`.',
  query: followQuery,
  headers: { 'last-event-id': 'The next fact that is wanted, as the last event said.' },
  answers: { 200: { description: 'Updates.', schema: runUpdate, contentType } },
  problems: ['RUN_NOT_FOUND', 'TOO_MANY_STREAMS'],
  handle: async (call) => {
    const { request, query } = call;
    refuseHead(request);
    const run = await findRun(call);
    const fromSeq = lastEventId(request) ?? query.fromSeq ?? 0;
    const mayGoOn = (): Promise<boolean> => call.access.may('run.read', runResource(run));
    return stream(call, mayGoOn, (signal) => updates(call, run, fromSeq, signal));
  },
});

const followRuns = route({
  method: 'get',
  path: '/runs/events',
  operationId: 'followRuns',
  tag,
  summary: 'Runs that are created or change, from now on: events `run`.',
  query: runQuery.omit({ cursor: true, limit: true }),
  lists: ['status'],
  headers: { 'last-event-id': 'As the last event said: what has happened since is told first.' },
  answers: { 200: { description: 'Runs.', schema: runSummary, contentType } },
  problems: ['TOO_MANY_STREAMS'],
  handle: async (call) => {
    refuseHead(call.request);
    const workflowId = call.query.workflowId ?? null;
    const list = { kind: 'run', id: null, workflowId } as const;
    await call.access.demand('run.read', list);
    const mayGoOn = (): Promise<boolean> => call.access.may('run.read', list);
    return stream(call, mayGoOn, (signal) => changes(call, call.query, signal));
  },
});

async function* updates(
  call: Call<unknown, unknown>,
  run: RunRecord,
  fromSeq: number,
  signal: AbortSignal,
): AsyncGenerator<ServerEvent> {
  const { services, of } = call;
  const options = { ...of, fromSeq, signal, poll: services.pollMs };
  let id = fromSeq;
  let isOver = false;
  for await (const update of services.engine.follow(run.runId, options)) {
    for (const event of inParts(update, await maySeeData(call, run))) {
      id = (event.facts.at(-1)?.seq ?? id - 1) + 1;
      yield { id, event: 'update', data: event };
    }
    isOver = isFinal(update.record.status);
  }
  // An engine that closes ends it, too: then the client goes on with another.
  if (isOver && !signal.aborted) yield { id, event: 'end', data: {} };
}

type UpdateEvent = z.infer<typeof runUpdate>;

/** One update as events of bearable size; the last of them says how things stand. */
function* inParts(update: RunUpdate, maySee: boolean): Generator<UpdateEvent> {
  const { record, steps, live, fraction, resolved, total } = update;
  const run = runSummaryOf(record, maySee);
  const progress = { fraction, resolved, total };
  let facts: UpdateEvent['facts'] = [];
  let size = 0;
  for (const { seq, fact } of update.facts) {
    const numbered = { seq, fact: shownFact(fact, maySee) };
    const added = JSON.stringify(numbered).length;
    if (facts.length === eventFacts || (facts.length > 0 && size + added > eventSize)) {
      yield { run, facts, steps: [], progress, live: [] };
      [facts, size] = [[], 0];
    }
    facts.push(numbered);
    size += added;
  }
  yield { run, facts, steps: [...steps], progress, live: [...live] };
}

async function* changes(
  call: Call<unknown, unknown>,
  query: Omit<z.infer<typeof runQuery>, 'cursor' | 'limit'>,
  signal: AbortSignal,
): AsyncGenerator<ServerEvent> {
  const { services, of, access, request } = call;
  const last = lastEventId(request);
  const since = last === undefined ? undefined : last - slackMs;
  const filter = { ...query, ...of };
  // Events of this process are told at once: looking is for what others do.
  const options = { filter, signal, since, pollMs: 4 * services.pollMs };
  for await (const run of tailRuns(services.engine, options)) {
    if (!(await access.may('run.read', runResource(run)))) continue;
    const data = runSummaryOf(run, await maySeeData(call, run));
    yield { id: Date.now(), event: 'run', data };
  }
}

/** A stream takes its place before it begins, and gives it back when it ends. */
function stream(
  { services, request, principal }: Call<unknown, unknown>,
  mayGoOn: () => Promise<boolean>,
  events: (signal: AbortSignal) => AsyncIterable<ServerEvent>,
): Response {
  return eventStream(events, {
    signal: request.signal,
    heartbeatMs: services.heartbeatMs,
    retryMs: services.retryMs,
    mayGoOn,
    onClose: services.streams.take(principal),
    onError: (thrown) => services.onError(thrown, request),
  });
}

/** Nobody would read the stream that belongs to such a request. */
function refuseHead({ method }: Request): void {
  if (method !== 'HEAD') return;
  const headers = { allow: 'GET' };
  throw new HttpProblem('METHOD_NOT_ALLOWED', 'A stream can only be read', null, headers);
}

function lastEventId({ headers }: Request): number | undefined {
  const text = headers.get('last-event-id') ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** The stream of all runs stands before a run that is named `events`. */
export const runEventRoutes: readonly Route[] = [followRuns, followRun];

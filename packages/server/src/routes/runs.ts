/** Runs: listed and read; their journals and their data in parts. */

import type { NumberedFact } from '@flowgraft/core';
import * as z from 'zod';

import { HttpProblem } from '../http/problem.js';
import { jsonResponse } from '../http/json-response.js';
import { route, type Call, type Route } from '../http/route.js';
import {
  journalPage,
  journalQuery,
  runDetail,
  runPage,
  runQuery,
  valuePage,
  valueQuery,
} from '../schemas/run.js';
import { shownFact } from '../values/shown-fact.js';
import { runDetailOf, runSummaryOf } from '../values/shown-run.js';
import { noSuchValue, pageOfValue } from '../values/value-page.js';
import { findRun, maySeeData, runResource } from './find-run.js';
import { withCursor } from './with-cursor.js';

const tag = 'runs';

/** Characters of JSON that facts of one answer have, about. */
const factsSize = 1024 * 1024;

const list = route({
  method: 'get',
  path: '/runs',
  operationId: 'listRuns',
  tag,
  summary: 'Runs, newest first, without their data.',
  query: runQuery,
  lists: ['status'],
  answers: { 200: { description: 'A page; it may be short.', schema: runPage } },
  problems: ['CURSOR_INVALID'],
  handle: async (call) => {
    const { services, of, access, query } = call;
    const workflowId = query.workflowId ?? null;
    await access.demand('run.read', { kind: 'run', id: null, workflowId });
    const page = await withCursor(query.cursor, () => services.engine.list({ ...query, ...of }));
    const runs = await access.allowed(page.runs, 'run.read', runResource);
    const items = await Promise.all(
      runs.map(async (run) => runSummaryOf(run, await maySeeData(call, run))),
    );
    return jsonResponse({ items, cursor: page.cursor });
  },
});

const get = route({
  method: 'get',
  path: '/runs/{id}',
  operationId: 'getRun',
  tag,
  summary: 'A run with its data and its steps.',
  answers: { 200: { description: 'The run.', schema: runDetail } },
  problems: ['RUN_NOT_FOUND'],
  handle: async (call) => {
    const run = await findRun(call);
    const progress = await call.services.engine.progress(run.runId, call.of);
    return jsonResponse(runDetailOf(run, progress, await maySeeData(call, run)));
  },
});

const journal = route({
  method: 'get',
  path: '/runs/{id}/journal',
  operationId: 'getJournal',
  tag,
  summary: 'What has happened to a run, fact by fact, oldest first.',
  query: journalQuery,
  answers: { 200: { description: 'A page of facts.', schema: journalPage } },
  problems: ['RUN_NOT_FOUND'],
  handle: async (call) => {
    const { services, of, query } = call;
    const { fromSeq = 0, limit = 200 } = query;
    const run = await findRun(call);
    const maySee = await maySeeData(call, run);
    const facts = await services.engine.journal(run.runId, { ...of, fromSeq });
    const shown: NumberedFact[] = [];
    for (let size = 0; shown.length < Math.min(limit, facts.length) && size < factsSize;) {
      const fact = facts[shown.length];
      if (fact === undefined) break;
      const numbered = { seq: fromSeq + shown.length, fact: shownFact(fact, maySee) };
      size += JSON.stringify(numbered).length;
      shown.push(numbered);
    }
    const nextSeq = shown.length < facts.length ? fromSeq + shown.length : null;
    return jsonResponse({ facts: shown, nextSeq });
  },
});

const value = route({
  method: 'get',
  path: '/runs/{id}/value',
  operationId: 'getValue',
  tag,
  summary: "A part of a run's data that is too large to be sent whole.",
  query: valueQuery,
  answers: { 200: { description: 'The part.', schema: valuePage } },
  problems: ['RUN_NOT_FOUND', 'VALUE_NOT_FOUND'],
  handle: async (call) => {
    const run = await findRun(call);
    if (!(await maySeeData(call, run))) throw noSuchValue();
    const { offset = 0, limit = 100, path } = call.query;
    const found = await valueOf(call, run);
    return jsonResponse(pageOfValue(found, { path: parsePath(path), offset, limit }));
  },
});

type ValueCall = Call<z.infer<typeof valueQuery>, unknown>;

async function valueOf(
  { services, of, id, query }: ValueCall,
  run: { readonly input: unknown; readonly output?: unknown },
): Promise<unknown> {
  if (query.of === 'input') return run.input;
  if (query.of === 'output') return run.output;
  const { seq, field } = query;
  if (seq === undefined) throw noSuchValue();
  if (query.of === 'stepInput') {
    try {
      return await services.engine.stepInput(id, seq, of);
    } catch (thrown) {
      // The fact is not the end of an attempt.
      if (thrown instanceof TypeError) throw noSuchValue();
      throw thrown;
    }
  }
  const [fact] = await services.engine.journal(id, { ...of, fromSeq: seq });
  if (fact === undefined || field === undefined || !Object.hasOwn(fact, field)) throw noSuchValue();
  return Object.entries(fact).find(([name]) => name === field)?.[1];
}

const pathShape = z.array(z.union([z.string(), z.int().min(0)])).max(500);

function parsePath(text: string | undefined): z.infer<typeof pathShape> {
  if (text === undefined) return [];
  try {
    return pathShape.parse(JSON.parse(text));
  } catch {
    const message = 'expected a JSON array of keys and indexes';
    const issue = { code: 'SCHEMA', severity: 'error', path: ['path'], message };
    throw new HttpProblem('REQUEST_INVALID', `path: ${message}`, { issues: [issue] });
  }
}

export const runRoutes: readonly Route[] = [list, get, journal, value];

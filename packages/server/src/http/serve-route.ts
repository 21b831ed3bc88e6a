/** From a request to a call of its route: who asks, what they send, and what they are told when it fails. */

import { isFlowgraftError } from '@flowgraft/core';
import type { Context } from 'hono';
import type * as z from 'zod';

import { Access } from '../access/access.js';
import type { Authenticate, Authorize, Principal } from '../access/principal.js';
import { isStorable } from '../schemas/common.js';
import { isPromise } from '../values/is-promise.js';
import { HttpProblem, problemResponse, problems, toProblem, unavailable } from './problem.js';
import { readBody, type BodyLimits } from './read-body.js';
import type { Route, Services } from './route.js';

export interface Gate {
  readonly authenticate: Authenticate;
  readonly authorize: Authorize;
  readonly body: BodyLimits;
}

/** Answers one request by its route. */
export async function serveRoute(
  route: Route,
  c: Context,
  services: Services,
  gate: Gate,
): Promise<Response> {
  const request = c.req.raw;
  try {
    const principal = await identify(request, gate.authenticate);
    const [id = ''] = Object.values(c.req.param());
    return await route.handle({
      services,
      request,
      principal,
      access: new Access(principal, gate.authorize),
      of: { tenant: principal.tenant },
      id: checkId(id),
      query: route.query === undefined ? {} : parseQuery(route, route.query, c.req.queries()),
      body: route.body === undefined ? undefined : await parseBody(route.body, request, gate.body),
    });
  } catch (thrown) {
    return answerError(thrown, request, services);
  }
}

/** The answer to an error. What only the host may know is told to the host. */
export function answerError(
  thrown: unknown,
  request: Request,
  { onError }: Pick<Services, 'onError'>,
): Response {
  const known = toProblem(thrown) ?? hidden(thrown);
  if (problems[known.code].status >= 500) onError(thrown, request);
  return problemResponse(known, new URL(request.url).pathname);
}

function hidden(thrown: unknown): HttpProblem {
  if (isFlowgraftError(thrown, 'STORE_FAILED')) return unavailable();
  return new HttpProblem('INTERNAL', 'The server could not do this; whoever runs it has been told');
}

async function identify(request: Request, authenticate: Authenticate): Promise<Principal> {
  const found = authenticate(request);
  const principal = isPromise(found) ? await found : found;
  if (principal === null) {
    const text = 'Sign in, or send what proves who you are';
    throw new HttpProblem('UNAUTHENTICATED', text, null, { 'www-authenticate': 'Bearer' });
  }
  // A tenant that is missing would mean the engine's own.
  for (const name of ['tenant', 'id'] as const) {
    const value: unknown = principal[name];
    if (typeof value === 'string' && value !== '' && isStorable(value)) continue;
    throw new TypeError(`authenticate: the principal has no ${name}`);
  }
  return principal;
}

/** No store has anything under a name that it cannot keep. */
function checkId(id: string): string {
  if (id.length <= 255 && isStorable(id)) return id;
  throw new HttpProblem('NOT_FOUND', 'There is nothing of this name');
}

function parseQuery(
  { lists = [] }: Route,
  schema: z.ZodType,
  queries: Readonly<Record<string, string[]>>,
): unknown {
  const given: Record<string, unknown> = {};
  for (const [name, values] of Object.entries(queries)) {
    if (name === '__proto__') continue;
    if (!lists.includes(name) && values.length > 1) {
      const path = [name];
      const issue = { code: 'SCHEMA', severity: 'error', path, message: 'expected it once' };
      throw new HttpProblem('REQUEST_INVALID', `${name}: expected it once`, { issues: [issue] });
    }
    given[name] = lists.includes(name) ? values : values[0];
  }
  return parse(schema, given);
}

async function parseBody(
  schema: z.ZodType,
  request: Request,
  limits: BodyLimits,
): Promise<unknown> {
  const body = await readBody(request, limits);
  return parse(schema, body ?? {});
}

/** @throws {HttpProblem} `REQUEST_INVALID` with the issues in its details. */
function parse(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({
    code: 'SCHEMA',
    severity: 'error',
    path: path.map((key) => (typeof key === 'number' ? key : String(key))),
    message,
  }));
  const [first] = issues;
  const text = first === undefined ? '' : `${first.path.join('.')}: ${first.message}`;
  throw new HttpProblem('REQUEST_INVALID', text, { issues });
}

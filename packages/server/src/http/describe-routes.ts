/** The OpenAPI document, out of the same schemas that requests are checked by. */

import type { OpenAPIHono } from '@hono/zod-openapi';
import * as z from 'zod';

import { health, problem } from '../schemas/problem.js';
import { problems, type ProblemCode } from './problem.js';
import type { Route, RouteAnswer } from './route.js';

type Registry = OpenAPIHono['openAPIRegistry'];
type PathConfig = Parameters<Registry['registerPath']>[0];
type Responses = PathConfig['responses'];

/** What may be answered to any request of somebody. */
const always: readonly ProblemCode[] = ['UNAUTHENTICATED', 'FORBIDDEN', 'UNAVAILABLE', 'INTERNAL'];
const withQuery: readonly ProblemCode[] = ['REQUEST_INVALID'];
const withBody: readonly ProblemCode[] = [
  'REQUEST_INVALID',
  'BODY_INVALID',
  'BODY_TOO_LARGE',
  'CONTENT_TYPE_UNSUPPORTED',
];

/** How principals prove who they are is the host's: tokens, or cookies. */
export function describeSecurity(registry: Registry): void {
  const description =
    'Whatever the host takes: this stands for a token, but may as well be a cookie of its session.';
  registry.registerComponent('securitySchemes', 'principal', {
    type: 'http',
    scheme: 'bearer',
    description,
  });
}

export function describeRoute(registry: Registry, route: Route): void {
  const { method, path, operationId, tag, summary, query, body, shownBody, headers } = route;
  const [, name] = /\{(\w+)\}/.exec(path) ?? [];
  const shown = shownBody ?? body;
  registry.registerPath({
    method,
    path,
    operationId,
    tags: [tag],
    summary,
    security: [{ principal: [] }],
    request: {
      ...(name === undefined ? {} : { params: z.object({ [name]: z.string() }) }),
      ...(query === undefined ? {} : { query: query as z.ZodObject }),
      ...(headers === undefined ? {} : { headers: headerShape(headers) }),
      ...(shown === undefined
        ? {}
        : { body: { required: true, content: { 'application/json': { schema: shown } } } }),
    },
    responses: { ...answersOf(route.answers), ...problemsOf(codesOf(route)) },
  });
}

/** The routes that nobody has to sign in for. */
export function describeHealth(
  registry: Registry,
  paths: readonly (readonly [string, string])[],
): void {
  for (const [path, operationId] of paths) {
    registry.registerPath({
      method: 'get',
      path,
      operationId,
      tags: ['health'],
      summary: operationId === 'getHealth' ? 'The process answers.' : 'The store answers, too.',
      security: [],
      responses: {
        ...answersOf({ 200: { description: 'It does.', schema: health } }),
        ...(operationId === 'getHealth' ? {} : problemsOf(['UNAVAILABLE'])),
      },
    });
  }
}

function codesOf({ query, body, problems: own = [] }: Route): ReadonlySet<ProblemCode> {
  return new Set([
    ...always,
    ...(query === undefined ? [] : withQuery),
    ...(body === undefined ? [] : withBody),
    ...own,
  ]);
}

function headerShape(headers: Readonly<Record<string, string>>): z.ZodObject {
  const shape = Object.entries(headers).map(([name, description]): [string, z.ZodType] => [
    name,
    z.string().optional().meta({ description }),
  ]);
  return z.object(Object.fromEntries(shape));
}

function answersOf(answers: Readonly<Record<number, RouteAnswer>>): Responses {
  const described = Object.entries(answers).map(([status, answer]): [string, Responses[string]] => {
    const { description, schema, contentType = 'application/json' } = answer;
    return [
      status,
      schema === undefined
        ? { description }
        : { description, content: { [contentType]: { schema } } },
    ];
  });
  return Object.fromEntries(described);
}

/** One answer for each status, naming the codes that come with it. */
function problemsOf(codes: Iterable<ProblemCode>): Responses {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of codes) {
    const { status } = problems[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const described = [...byStatus].map(([status, list]): [string, Responses[string]] => [
    String(status),
    {
      description: list.map((code) => `\`${code}\`: ${problems[code].title}.`).join(' '),
      content: { 'application/problem+json': { schema: problem } },
    },
  ]);
  return Object.fromEntries(described);
}

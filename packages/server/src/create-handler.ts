/** The whole of Flowgraft over HTTP, as one function from a request to its answer. */

import { durationMs } from '@flowgraft/core';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';

import type { Handler, HandlerOptions } from './handler-options.js';
import { describeHealth, describeRoute, describeSecurity } from './http/describe-routes.js';
import { jsonResponse } from './http/json-response.js';
import { OpenStreams } from './http/open-streams.js';
import { HttpProblem, problemResponse } from './http/problem.js';
import type { Route, Services } from './http/route.js';
import { answerError, serveRoute, type Gate } from './http/serve-route.js';
import { alive, ready } from './routes/health.js';
import { nodeTypeRoutes } from './routes/node-types.js';
import { publishingRoutes } from './routes/publishing.js';
import { runActionRoutes } from './routes/run-actions.js';
import { runEventRoutes } from './routes/run-events.js';
import { runRoutes } from './routes/runs.js';
import { startRoutes } from './routes/start-run.js';
import { waitRoutes } from './routes/waits.js';
import { workflowRoutes } from './routes/workflows.js';
import { WorkflowDrafts } from './workflows/workflow-drafts.js';

const routes: readonly Route[] = [
  ...workflowRoutes,
  ...publishingRoutes,
  ...nodeTypeRoutes,
  ...startRoutes,
  ...runEventRoutes,
  ...runRoutes,
  ...runActionRoutes,
  ...waitRoutes,
];

/**
 * Makes the handler that answers for an engine: mount it in anything that speaks the Fetch API, or that can be adapted to it.
 *
 * Everything but `/health`, `/health/ready` and `/openapi.json` is for principals only, and every action has to be allowed by
 * `authorize`. The handler has no timers and no listeners while nobody follows anything; closing the engine ends all streams.
 *
 * @throws {TypeError} when an option is not what it has to be.
 */
export function createHandler(options: HandlerOptions): Handler {
  const basePath = checkBasePath(options.basePath ?? '');
  const services = servicesOf(options, basePath);
  const gate = gateOf(options);
  const described = new OpenAPIHono();
  const app = basePath === '' ? described : described.basePath(basePath);
  const registry = described.openAPIRegistry;

  describeSecurity(registry);
  for (const route of routes) {
    app.on(route.method.toUpperCase(), honoPath(route.path), (c) =>
      serveRoute(route, c, services, gate),
    );
    describeRoute(registry, route);
  }
  app.get('/health', alive);
  app.get('/health/ready', (c) => ready(services, c.req.raw));
  describeHealth(registry, [
    ['/health', 'getHealth'],
    ['/health/ready', 'getReadiness'],
  ]);
  addDocument(app, described, basePath);
  refuseOtherMethods(app);
  app.notFound((c) =>
    problemFor(c, new HttpProblem('NOT_FOUND', 'There is nothing at this place')),
  );
  app.onError((thrown, c) => answerError(thrown, c.req.raw, services));
  return async (request) => app.fetch(request);
}

function servicesOf(options: HandlerOptions, basePath: string): Services {
  const { engine, onError, limits = {}, events = {} } = options;
  return {
    engine,
    manifests: once(() => engine.manifests()),
    drafts: new WorkflowDrafts(engine, () => engine.keyValue()),
    streams: new OpenStreams(checkCount('limits.streams', limits.streams ?? 100)),
    basePath,
    heartbeatMs: durationMs(events.heartbeat ?? '15s', 'events.heartbeat'),
    pollMs: durationMs(events.poll ?? '500ms', 'events.poll'),
    retryMs: durationMs(events.retry ?? '2s', 'events.retry'),
    onError: (error, request) => {
      // A host whose reporting fails has nobody left to tell.
      void (async () => onError?.(error, request))().catch(() => undefined);
    },
  };
}

/** Made at the first call; when that failed, at the next. */
function once<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    if (made === undefined) {
      made = make();
      made.catch(() => (made = undefined));
    }
    return made;
  };
}

function gateOf({ authenticate, authorize, limits = {} }: HandlerOptions): Gate {
  if (typeof authenticate !== 'function' || typeof authorize !== 'function') {
    throw new TypeError('createHandler: expected the functions authenticate and authorize');
  }
  const body = {
    bytes: checkCount('limits.bodyBytes', limits.bodyBytes ?? 1024 * 1024),
    depth: checkCount('limits.bodyDepth', limits.bodyDepth ?? 64),
  };
  return { authenticate, authorize, body };
}

function checkCount(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new TypeError(`${name}: expected a whole number >= 0, got ${String(value)}`);
}

function checkBasePath(path: string): string {
  const trimmed = path.replace(/\/$/, '');
  if (trimmed === '' || /^(\/[\w.~-]+)+$/.test(trimmed)) return trimmed;
  throw new TypeError(`basePath: expected a path such as "/api/flowgraft", got "${path}"`);
}

function honoPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

type App = Pick<OpenAPIHono, 'get' | 'all'>;

/** Made when it is first asked for, and then kept. */
function addDocument(app: App, described: OpenAPIHono, basePath: string): void {
  let document: unknown;
  app.get('/openapi.json', () => {
    document ??= described.getOpenAPI31Document({
      openapi: '3.1.0',
      info: {
        title: 'Flowgraft',
        version: '1',
        description: 'Workflows, their runs, and what happens to them.',
      },
      servers: [{ url: basePath === '' ? '/' : basePath }],
      tags: ['workflows', 'node types', 'runs', 'waits', 'health'].map((name) => ({ name })),
    });
    return jsonResponse(document);
  });
}

function refuseOtherMethods(app: App): void {
  const byPath = new Map<string, string[]>([
    ['/health', ['GET']],
    ['/health/ready', ['GET']],
    ['/openapi.json', ['GET']],
  ]);
  for (const { path, method } of routes) {
    byPath.set(path, [...(byPath.get(path) ?? []), method.toUpperCase()]);
  }
  for (const [path, methods] of byPath) {
    const headers = { allow: methods.join(', ') };
    app.all(honoPath(path), (c) =>
      problemFor(c, new HttpProblem('METHOD_NOT_ALLOWED', `Use ${headers.allow}`, null, headers)),
    );
  }
}

function problemFor(c: Context, problem: HttpProblem): Response {
  return problemResponse(problem, new URL(c.req.url).pathname);
}

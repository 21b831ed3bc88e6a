/** What a route is: data for the router and the OpenAPI document, and the function that answers. */

import type { Engine, NodeManifest } from '@flowgraft/core';
import type * as z from 'zod';

import type { Access } from '../access/access.js';
import type { Principal } from '../access/principal.js';
import type { WorkflowDrafts } from '../workflows/workflow-drafts.js';
import type { OpenStreams } from './open-streams.js';
import type { ProblemCode } from './problem.js';

/** What every route works with. */
export interface Services {
  readonly engine: Engine;
  /** What an engine has does not change: made once. */
  readonly manifests: () => Promise<readonly NodeManifest[]>;
  readonly drafts: WorkflowDrafts;
  readonly streams: OpenStreams;
  readonly basePath: string;
  readonly heartbeatMs: number;
  readonly pollMs: number;
  readonly retryMs: number;
  readonly onError: (error: unknown, request: Request) => void;
}

/** One request, checked as far as schemas can. */
export interface Call<Query, Body> {
  readonly services: Services;
  readonly request: Request;
  readonly principal: Principal;
  readonly access: Access;
  /** The only tenant there is for this call. */
  readonly of: { readonly tenant: string };
  /** The part of the path in braces; empty where there is none. */
  readonly id: string;
  readonly query: Query;
  readonly body: Body;
}

export interface RouteAnswer {
  readonly description: string;
  /** Nothing is sent when absent. */
  readonly schema?: z.ZodType | undefined;
  /** `application/json` when absent. */
  readonly contentType?: string | undefined;
}

type Method = 'get' | 'post' | 'put' | 'delete';

export interface Route<Query = unknown, Body = unknown> {
  readonly method: Method;
  /** With `{id}`, `{hash}` where the path has a variable part; one at most. */
  readonly path: string;
  readonly operationId: string;
  readonly tag: string;
  readonly summary: string;
  readonly query?: z.ZodType<Query> | undefined;
  /** Parameters of the query that may be there several times. */
  readonly lists?: readonly string[] | undefined;
  readonly body?: z.ZodType<Body> | undefined;
  /** What the OpenAPI document says of the body, where that is more than what `body` checks. */
  readonly shownBody?: z.ZodType | undefined;
  /** Headers that it reads, with what they are for. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly answers: Readonly<Record<number, RouteAnswer>>;
  /** Besides those that every route has. */
  readonly problems?: readonly ProblemCode[] | undefined;
  readonly handle: (call: Call<Query, Body>) => Promise<Response>;
}

/** Keeps what the schemas say about query and body together with the function that uses it. */
export function route<Query, Body>(definition: Route<Query, Body>): Route {
  return definition as unknown as Route;
}

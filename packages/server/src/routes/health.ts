/** Whether the server lives, and whether it can do something. Nobody has to sign in for that. */

import { problemResponse, unavailable } from '../http/problem.js';
import { jsonResponse } from '../http/json-response.js';
import type { Services } from '../http/route.js';

/** The process answers. */
export function alive(): Response {
  return jsonResponse({ status: 'ok' });
}

/** The store answers, too. */
export async function ready({ engine, onError }: Services, request: Request): Promise<Response> {
  try {
    await engine.list({ limit: 1 });
    return jsonResponse({ status: 'ok' });
  } catch (thrown) {
    onError(thrown, request);
    return problemResponse(unavailable(), new URL(request.url).pathname);
  }
}

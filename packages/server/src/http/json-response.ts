/** Answers in JSON. */

/** What every answer says unless it says otherwise: nobody keeps a copy. */
const usual = {
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
};

export interface JsonResponseOptions {
  /** 200 when absent. */
  readonly status?: number | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

export function jsonResponse(body: unknown, options: JsonResponseOptions = {}): Response {
  return new Response(JSON.stringify(body), {
    status: options.status ?? 200,
    headers: options.headers === undefined ? usual : { ...usual, ...options.headers },
  });
}

/** An answer without a body: done. */
export function noContent(): Response {
  return new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
}

/**
 * An answer whose copy may be kept and asked for again by its tag.
 *
 * @param etag - Without quotes.
 * @param ifNoneMatch - What the request says in that header.
 */
export function taggedResponse(
  body: unknown,
  etag: string,
  { ifNoneMatch, cacheControl }: { ifNoneMatch: string | null; cacheControl: string },
): Response {
  const headers = {
    etag: `"${etag}"`,
    'cache-control': cacheControl,
    vary: 'authorization, cookie',
  };
  if (matchesTag(ifNoneMatch, etag)) return new Response(null, { status: 304, headers });
  return jsonResponse(body, { headers });
}

/** True when a list of entity tags, or `*`, names this one; weak ones count. */
export function matchesTag(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === '*' || tag === `"${etag}"`);
}

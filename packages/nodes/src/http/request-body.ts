/** What goes out with an HTTP request: address, headers and body. */

import { invalidData } from '../values/invalid-data.js';
import { isRecord, valueKind } from '../values/value-kind.js';

export interface OutgoingRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | undefined;
  readonly redirect: 'follow' | 'manual';
}

type Scalar = string | number | boolean;

interface RequestInput {
  readonly url: string;
  readonly method: string;
  readonly query: Readonly<Record<string, Scalar | readonly Scalar[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly bodyType: 'json' | 'form' | 'text';
  readonly followRedirects: boolean;
}

const contentTypes = {
  json: 'application/json',
  form: 'application/x-www-form-urlencoded;charset=UTF-8',
  text: 'text/plain;charset=UTF-8',
} as const;

/** Methods that the Fetch standard sends without a body. */
const bodiless: readonly string[] = ['GET', 'HEAD'];

/**
 * Builds the request that an input describes.
 *
 * @throws {NodeError} `validation` for a header that HTTP does not allow, a body with GET or HEAD, and a body
 *   that cannot be written as its type says.
 */
export function toRequest(input: RequestInput): OutgoingRequest {
  const { method, body, bodyType } = input;
  const headers = Object.entries(input.headers).map(([name, value]) => checkedHeader(name, value));
  const request = { method, url: withQuery(input), redirect: redirectOf(input) };
  if (body === undefined || body === null) return { ...request, headers, body: undefined };
  if (bodiless.includes(method)) throw invalidData(`A ${method} request takes no body`);
  const isTyped = headers.some(([name]) => name === 'content-type');
  return {
    ...request,
    headers: isTyped ? headers : [...headers, ['content-type', contentTypes[bodyType]]],
    body: writeBody(body, bodyType),
  };
}

function redirectOf({ followRedirects }: RequestInput): 'follow' | 'manual' {
  return followRedirects ? 'follow' : 'manual';
}

function withQuery({ url, query }: RequestInput): URL {
  const full = new URL(url);
  if (full.username !== '' || full.password !== '') {
    throw invalidData('The address holds a user name or password; give them in "auth" instead');
  }
  for (const [name, value] of Object.entries(query)) {
    for (const each of [value].flat()) {
      if (each !== null) full.searchParams.append(name, String(each));
    }
  }
  return full;
}

/**
 * The request with one header more, in the place of one of the same name.
 *
 * @throws {NodeError} `validation` when HTTP does not allow the name or the value.
 */
export function withHeader(request: OutgoingRequest, name: string, value: string): OutgoingRequest {
  const header = checkedHeader(name, value);
  const others = request.headers.filter(([other]) => other !== header[0]);
  return { ...request, headers: [...others, header] };
}

// The value stays out of the message: it may be a secret.
function checkedHeader(name: string, value: string): readonly [string, string] {
  try {
    new Headers([[name, value]]);
  } catch {
    throw invalidData(
      `Header ${JSON.stringify(name)} has a name or a value that HTTP does not allow`,
    );
  }
  return [name.toLowerCase(), value];
}

function writeBody(body: unknown, type: RequestInput['bodyType']): string {
  if (type === 'json') return writeJson(body);
  if (type === 'form') return writeForm(body);
  if (typeof body === 'string') return body;
  throw invalidData(`The body is ${valueKind(body)}; body type "text" needs text`);
}

function writeJson(body: unknown): string {
  try {
    const text = JSON.stringify(body) as string | undefined;
    if (text !== undefined) return text;
  } catch {
    // a bigint or a cycle: falls through to the same message
  }
  throw invalidData('The body holds a value that JSON cannot say');
}

function writeForm(body: unknown): string {
  if (!isRecord(body))
    throw invalidData(`The body is ${valueKind(body)}; body type "form" needs an object`);
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) {
    for (const each of [value].flat()) {
      if (each === null || each === undefined) continue;
      if (!isScalar(each))
        throw invalidData(
          `Form field "${name}" is ${valueKind(each)}; it must be text, a number or true/false`,
        );
      form.append(name, String(each));
    }
  }
  return form.toString();
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

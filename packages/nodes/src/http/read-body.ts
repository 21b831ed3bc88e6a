/** Reads the content of an HTTP response, up to a limit. */

import { NodeError } from '@flowgraft/core';

import { decodeText } from '../values/decode-text.js';
import { toBase64 } from './auth.js';
import type { OutgoingRequest } from './request-body.js';
import { nameOf, requestFailed } from './request-failure.js';

export const responseTypes = ['auto', 'json', 'text', 'base64'] as const;

type ResponseType = (typeof responseTypes)[number];

export interface ReadOptions {
  readonly responseType: ResponseType;
  readonly maxBytes: number;
}

/**
 * The response's content as `responseType` says; `null` when it is empty.
 *
 * @throws {NodeError} `permanent` when it is longer than `maxBytes` (code `VALUE_TOO_LARGE`) or no JSON where JSON is
 *   due; `network` when the connection breaks.
 */
export async function readBody(
  request: OutgoingRequest,
  response: Response,
  { responseType, maxBytes }: ReadOptions,
): Promise<unknown> {
  const bytes = await readBytes(request, response, maxBytes);
  if (bytes.length === 0) return null;
  const contentType = response.headers.get('content-type') ?? '';
  switch (responseType === 'auto' ? typeOf(contentType) : responseType) {
    case 'json':
      return parseJson(request, textOf(bytes, contentType), contentType);
    case 'text':
      return textOf(bytes, contentType);
    case 'base64':
      return toBase64(bytes);
  }
}

async function readBytes(
  request: OutgoingRequest,
  response: Response,
  maxBytes: number,
): Promise<Uint8Array> {
  const { bytes, isWhole } = await readUpTo(request, response, maxBytes);
  if (isWhole) return bytes;
  throw new NodeError({
    category: 'permanent',
    code: 'VALUE_TOO_LARGE',
    message: `${nameOf(request)} answered with more than ${maxBytes} bytes; raise "maxBytes" to read it`,
    details: { status: response.status, maxBytes },
  });
}

/** Reads at most `maxBytes`, whatever the response says of its length, and gives up the rest. */
export async function readUpTo(
  request: OutgoingRequest,
  response: Response,
  maxBytes: number,
): Promise<{ readonly bytes: Uint8Array; readonly isWhole: boolean }> {
  const body: ReadableStream<Uint8Array> | null = response.body;
  const reader = body?.getReader();
  if (reader === undefined) return { bytes: new Uint8Array(), isWhole: true };
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      chunks.push(read.value);
      length += read.value.length;
      if (length > maxBytes) {
        await reader.cancel();
        return { bytes: concat(chunks, length).subarray(0, maxBytes), isWhole: false };
      }
    }
  } catch (error) {
    throw requestFailed(request, error);
  }
  return { bytes: concat(chunks, length), isWhole: true };
}

function concat(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

const jsonType = /^application\/(?:[\w.-]+\+)?json\b/i;
const textType =
  /^(?:text\/|application\/(?:[\w.-]+\+)?(?:xml|javascript|x-www-form-urlencoded)\b)/i;

function typeOf(contentType: string): Exclude<ResponseType, 'auto'> {
  if (jsonType.test(contentType)) return 'json';
  return contentType === '' || textType.test(contentType) ? 'text' : 'base64';
}

/** Text in the charset that the content type names; UTF-8 when it names none, or one that is not known. */
export function textOf(bytes: Uint8Array, contentType: string): string {
  const charset = /;\s*charset="?([\w-]{1,40})/i.exec(contentType)?.[1] ?? 'utf-8';
  try {
    return decodeText(bytes, charset);
  } catch {
    return decodeText(bytes, 'utf-8');
  }
}

function parseJson(request: OutgoingRequest, text: string, contentType: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new NodeError({
      category: 'permanent',
      message: `${nameOf(request)} answered with content that is no JSON (content type "${contentType}")`,
      details: { contentType, body: text.slice(0, 500) },
    });
  }
}

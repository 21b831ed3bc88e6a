/** Reads JSON that somebody sent, without trusting its size, its depth or its keys. */

import { HttpProblem } from './problem.js';

export interface BodyLimits {
  /** Most bytes. */
  readonly bytes: number;
  /** Most objects and lists inside each other. */
  readonly depth: number;
}

/**
 * The body as JSON; `undefined` when it is empty.
 *
 * A content type other than JSON is refused: a form of another site can send those that need no leave, and only those.
 *
 * @throws {HttpProblem} `CONTENT_TYPE_UNSUPPORTED`, `BODY_TOO_LARGE`, `BODY_INVALID`.
 */
export async function readBody(request: Request, limits: BodyLimits): Promise<unknown> {
  const type = request.headers.get('content-type');
  if (type === null || !/^application\/json\s*(;|$)/i.test(type)) {
    const text = 'Send the body with the header content-type: application/json';
    throw new HttpProblem('CONTENT_TYPE_UNSUPPORTED', text);
  }
  const text = await readText(request, limits.bytes);
  if (text.trim() === '') return undefined;
  checkDepth(text, limits.depth);
  const value = parse(text);
  // `__proto__` in a text without these letters: written with escapes.
  if (text.includes('__proto__') || text.includes('\\u')) refuseProtoKeys(value);
  return value;
}

async function readText(request: Request, most: number): Promise<string> {
  const declared = Number(request.headers.get('content-length') ?? 0);
  if (declared > most) throw tooLarge(most);
  if (request.body === null) return '';
  const reader = request.body.getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decode(decoder, undefined);
    size += value.byteLength;
    if (size > most) {
      // Whoever sends it may not care to stop.
      reader.cancel().catch(() => undefined);
      throw tooLarge(most);
    }
    text += decode(decoder, value);
  }
}

function decode(decoder: InstanceType<typeof TextDecoder>, bytes: Uint8Array | undefined): string {
  try {
    return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
  } catch {
    throw new HttpProblem('BODY_INVALID', 'The body is not text in UTF-8');
  }
}

function tooLarge(most: number): HttpProblem {
  return new HttpProblem('BODY_TOO_LARGE', `At most ${most} bytes are taken`, { maxBytes: most });
}

/** Before anything is built from it. One pass over the text, however it is made. */
function checkDepth(text: string, most: number): void {
  let depth = 0;
  let isInText = false;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text[at];
    if (unit === '"') isInText = !isInText;
    else if (isInText) at += unit === '\\' ? 1 : 0;
    else if (unit === '[' || unit === '{') depth += 1;
    else if (unit === ']' || unit === '}') depth -= 1;
    if (depth > most) {
      const said = `At most ${most} objects and lists inside each other are taken`;
      throw new HttpProblem('BODY_INVALID', said, { maxDepth: most });
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new HttpProblem('BODY_INVALID', 'The body is not JSON');
  }
}

/** A key of that name does harm wherever somebody copies the object key by key. */
function refuseProtoKeys(value: unknown): void {
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (Object.hasOwn(next, '__proto__')) {
      throw new HttpProblem('BODY_INVALID', 'The key "__proto__" is not taken');
    }
    for (const inner of Object.values(next)) open.push(inner);
  }
}

import { describe, expect, it } from 'vitest';

import { FlowgraftError, isFlowgraftError } from './error.js';
import { isNodeError, NodeError } from './run-error.js';
import { toRunError } from './to-run-error.js';

const withCode = (code: string, cause?: unknown): Error =>
  Object.assign(new Error('x', { cause }), { code });

describe('toRunError', () => {
  it('takes what a NodeError says', () => {
    const thrown = new NodeError({
      category: 'rateLimited',
      message: 'slow down',
      code: 'BUSY',
      details: { limit: 5 },
      retryAfterMs: 7,
      retryable: true,
      cause: new Error('429'),
    });

    expect(toRunError(thrown)).toMatchObject({
      category: 'rateLimited',
      message: 'slow down',
      code: 'BUSY',
      details: { limit: 5 },
      retryAfterMs: 7,
      retryable: true,
      cause: { message: '429', category: 'unknown' },
    });
  });

  it.each([
    ['ECONNREFUSED', 'network'],
    ['ECONNRESET', 'network'],
    ['ENOTFOUND', 'network'],
    ['UND_ERR_SOCKET', 'network'],
    ['ETIMEDOUT', 'timeout'],
    ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
    ['E_WHATEVER', 'unknown'],
  ])('knows the system code %s as %s, also behind a fetch failure', (code, category) => {
    expect(toRunError(withCode(code)).category).toBe(category);
    expect(toRunError(new TypeError('fetch failed', { cause: withCode(code) })).category).toBe(
      category,
    );
  });

  it.each([
    ['AbortError', 'cancelled'],
    ['TimeoutError', 'timeout'],
  ])('knows %s as %s', (name, category) => {
    expect(toRunError(new DOMException('x', name)).category).toBe(category);
  });

  it('keeps the code and details of our own errors', () => {
    const thrown = new FlowgraftError('SECRET_NOT_FOUND', 'none', { path: 'a/b' });
    const closed = new FlowgraftError('ENGINE_CLOSED', 'closed', { operation: 'run' });

    expect(toRunError(thrown)).toMatchObject({
      category: 'notFound',
      code: 'SECRET_NOT_FOUND',
      details: { path: 'a/b' },
    });
    expect(toRunError(closed).category).toBe('permanent');
  });

  it.each([
    ['text', 'text'],
    [{ a: 1 }, '{"a":1}'],
    [undefined, 'undefined'],
    [() => 1, '() => 1'],
    [null, 'null'],
  ])('makes a message of anything thrown: %s', (thrown, message) => {
    expect(toRunError(thrown)).toEqual({ category: 'unknown', message });
  });

  it('survives values that cannot be shown, endless causes and huge texts', () => {
    const circular: { self?: unknown } = {};
    circular.self = circular;
    const deep = Array.from({ length: 50 }).reduce<Error>(
      (cause, _, i) => new Error(`level ${i}`, { cause }),
      new Error('root'),
    );

    expect(toRunError(circular).message).toBe('[object Object]');
    expect(JSON.stringify(toRunError(deep)).length).toBeLessThan(100_000);
    expect(toRunError(new Error('x'.repeat(1e6))).message.length).toBeLessThan(5_000);
    expect(toRunError(Object.assign(new Error('x'), { stack: 5 })).stack).toBeUndefined();
  });

  it('shows details that cannot be stored as text', () => {
    const details = { big: () => 1, name: 'x' };
    const thrown = new NodeError({ category: 'permanent', message: 'x', details });

    expect(toRunError(thrown).details).toBe('{"name":"x"}');
  });
});

describe('recognition', () => {
  it('goes by a mark, not by the class', () => {
    const copy = Object.assign(Object.create(null), {
      [Symbol.for('@flowgraft/core.FlowgraftError')]: true,
      code: 'RUN_NOT_FOUND',
    }) as unknown;

    expect(isFlowgraftError(copy, 'RUN_NOT_FOUND')).toBe(true);
    expect(isFlowgraftError(copy, 'RUN_FAILED')).toBe(false);
    expect(isFlowgraftError(new Error('x'))).toBe(false);
    expect(isFlowgraftError(null)).toBe(false);
    expect(isNodeError('x')).toBe(false);
    expect(isNodeError(null)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';

import { failed, notAllowed, systemCode, tooLarge } from './file-error.js';

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: went wrong`), { code });
}

describe('file errors', () => {
  it.each<readonly [unknown, string]>([
    [systemError('ENOENT'), 'there is no such file'],
    [systemError('EMFILE'), 'EMFILE'],
    [new Error('odd'), 'Error: odd'],
    ['gone', 'gone'],
  ])('say why: %s', (cause, reason) => {
    const error = failed('a.txt', 'write', cause);

    expect(error).toMatchObject({
      code: 'FILE_FAILED',
      message: `File "a.txt" could not be written: ${reason}`,
      details: { path: 'a.txt', operation: 'write' },
      cause,
    });
  });

  it('keep a cause only where there is one', () => {
    expect('cause' in notAllowed('a', 'it is absolute')).toBe(false);
    expect(notAllowed('a', 'it is absolute', 'x').cause).toBe('x');
  });

  it('name the limit', () => {
    expect(tooLarge('a', 7, 6)).toMatchObject({
      code: 'VALUE_TOO_LARGE',
      details: { sizeBytes: 7, maxBytes: 6 },
    });
  });

  it('know codes of errors only', () => {
    expect(systemCode({ code: 'ENOENT' })).toBeUndefined();
    expect(systemCode(Object.assign(new Error('x'), { code: 7 }))).toBeUndefined();
  });
});

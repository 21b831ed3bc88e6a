import { expect, it } from 'vitest';

import { maskSecrets } from './mask-secrets.js';

it.each([
  ['text around a hunter22 secret', 'text around a •••••• secret'],
  [
    { a: ['hunter22'], hunter22: 1 },
    { a: ['••••••'], '••••••': 1 },
  ],
  [7, 7],
  [null, null],
])('takes secrets out of %j', (value, masked) => {
  expect(maskSecrets(value, ['hunter22'])).toEqual(masked);
});

it('gives what holds no secret as it is, and leaves short ones alone', () => {
  const value = { a: 'abc' };

  expect(maskSecrets(value, ['abc'])).toBe(value);
  expect(maskSecrets(new Date(5), ['hunter22'])).toEqual(new Date(5));
});

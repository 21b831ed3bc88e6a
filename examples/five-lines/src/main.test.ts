import { readFileSync } from 'node:fs';

import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => vi.restoreAllMocks());

it('runs a workflow in five lines', async () => {
  const print = vi.spyOn(console, 'log').mockImplementation(() => undefined);

  await import('./main.js');

  expect(print.mock.calls).toEqual([['Hello world!']]);
  const source = readFileSync(new URL('main.ts', import.meta.url), 'utf8');
  expect(source.split('\n').filter((line) => line !== '')).toHaveLength(5);
});

import { expect, it } from 'vitest';

import { seededRandom } from '../testing/seeded-random.js';
import { createRunIds } from './run-id.js';

it('makes ULIDs that sort by time, tell their time and never repeat', () => {
  let now = 1_469_918_176_385;
  const next = createRunIds(() => now, seededRandom(1));
  const ids = Array.from({ length: 2_000 }, (_, i) => {
    if (i % 100 === 99) now += 1;
    return next();
  });

  expect(ids[0]?.slice(0, 10)).toBe('01ARYZ6S41'); // the example of the specification
  expect(ids.every((id) => /^[0-9A-HJKMNP-TV-Z]{26}$/.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
  const times = ids.map((id) => id.slice(0, 10));
  expect(times).toEqual(times.toSorted());
});

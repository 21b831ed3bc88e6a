import { storeContract } from '@flowgraft/core/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { newPool } from './schema.fixture.js';
import { newSubject } from './subject.fixture.js';

/** Cases wait by the server's clock, and a busy machine may answer later than they allow for. */
const realTime = { timeout: 60_000, retry: 2 };

const pool = newPool({ max: 30 });

afterAll(() => pool.end());

describe.concurrent('hearing of other processes', () => {
  for (const { rule, title, run } of storeContract(() => newSubject({ pool, direct: pool })))
    it(`${rule} ${title}`, realTime, () => expect(run()).resolves.toBeUndefined());
});

// Hints of one's own, and names with a prefix: what differs without LISTEN.
describe.concurrent('polling, with a prefix', () => {
  const options = { listen: false, prefix: 'Fg_' };
  const cases = storeContract(() => newSubject({ pool, direct: pool }, options));
  for (const { rule, title, run } of cases.filter((each) => /^ST(9|11)\./.test(each.rule)))
    it(`${rule} ${title}`, realTime, () => expect(run()).resolves.toBeUndefined());
});

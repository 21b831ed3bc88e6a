import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actsOf, type Kinds, Play, tenants } from './claims-play.fixture.js';

describe('claims from memory', () => {
  it('take what a look at all runs would find, whatever workers serve and limits hold back', () => {
    const kinds: Kinds = {
      queues: ['q1', 'q2'],
      regions: [undefined, 'eu'],
      scopes: [
        { regions: ['eu'] },
        {},
        { queues: ['q2'] },
        { queues: ['q1'], regions: ['eu', 'us'] },
        { without: ['h1'] },
        { without: ['h2'], regions: ['eu'] },
      ],
    };
    const model = fc.property(actsOf(kinds), (acts) => {
      const play = new Play();
      for (const act of acts) expect(play.do(act)).toEqual([]);
    });
    fc.assert(model, { seed: 11, numRuns: 100 });
  }, 60_000);

  it('pass no tenant over for longer than a round', () => {
    const kinds: Kinds = { queues: ['q1'], regions: [undefined], scopes: [{}] };
    const model = fc.property(actsOf(kinds), (acts) => {
      const play = new Play();
      for (const act of acts) {
        expect(play.do(act)).toEqual([]);
        expect(Math.max(0, ...play.passed.values())).toBeLessThan(tenants.length);
      }
    });
    fc.assert(model, { seed: 13, numRuns: 100 });
  }, 60_000);
});

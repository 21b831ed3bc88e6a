import { describe, expect, it } from 'vitest';

import { virtualClock } from '../testing/virtual-clock.js';
import { Probation } from './probation.js';

function noted() {
  const clock = virtualClock();
  const probation = new Probation(clock);
  const begun: string[] = [];
  const runs = ['a', 'b', 'c'].map((name) => ({ name }));
  for (const run of runs) probation.enter(run, () => begun.push(run.name));
  return { clock, probation, begun, runs };
}

describe('Probation', () => {
  it('lets one begin at a time, in order', () => {
    const { probation, begun, runs } = noted();
    expect(begun).toEqual(['a']);
    probation.leave(runs[0] as object);
    expect(begun).toEqual(['a', 'b']);
  });

  it('forgets one that leaves before its turn', () => {
    const { probation, begun, runs } = noted();
    probation.leave(runs[1] as object);
    probation.leave(runs[0] as object);
    expect(begun).toEqual(['a', 'c']);
  });

  it('lets the next begin beside one that has lived for a minute', async () => {
    const { clock, begun } = noted();
    await clock.advance(59_999);
    expect(begun).toEqual(['a']);
    await clock.advance(1);
    expect(begun).toEqual(['a', 'b']);
  });

  it('leaves no timer behind when nobody waits', () => {
    const { clock, probation, runs } = noted();
    for (const run of runs) probation.leave(run);
    expect(clock.pending).toBe(0);
  });
});

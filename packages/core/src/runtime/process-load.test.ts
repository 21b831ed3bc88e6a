import { describe, expect, it } from 'vitest';

import { ProcessLoad } from './process-load.js';

describe('the load of a process', () => {
  it('is processor time since the last reading, in cores, beside memory', () => {
    let micros = 0;
    const load = new ProcessLoad({
      cpuUsage: () => ({ user: micros, system: micros / 3 }),
      memoryUsage: { rss: () => 5_000 },
    });
    const first = load.read(10_000, 1, 0);
    micros = 3_000_000;
    const second = load.read(12_000, 7, 20);
    const third = load.read(13_000, 7, 20);

    expect(first).toEqual({ held: 1, cpu: undefined, memoryBytes: 5_000, lagMs: 0 });
    expect(second).toEqual({ held: 7, cpu: 2, memoryBytes: 5_000, lagMs: 20 });
    expect(third.cpu).toBe(0);
  });

  it('leaves out what the host does not tell', () => {
    const load = new ProcessLoad({});
    load.read(1, 0, 0);
    expect(load.read(2, 3, 4)).toEqual({
      held: 3,
      cpu: undefined,
      memoryBytes: undefined,
      lagMs: 4,
    });
  });

  it('is that of this process when nothing else is given', () => {
    expect(new ProcessLoad().read(1, 0, 0).memoryBytes).toBeGreaterThan(1_000_000);
  });
});

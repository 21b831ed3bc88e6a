import { expect, it } from 'vitest';

import { plantedBugs } from './planted-bugs.fixture.js';
import { seedRunner, type SeedReport } from './run-seed.js';

const mostSeeds = 10_000;

it('plants at least twelve bugs', () => {
  expect(plantedBugs.length).toBeGreaterThanOrEqual(12);
});

it.each(plantedBugs)(
  'finds within 10,000 seeds: $name',
  async (bug) => {
    const runner = seedRunner();

    let found: SeedReport | undefined;
    for (let seed = 1; seed <= mostSeeds && found === undefined; seed++) {
      const report = await runner.run(seed, bug);
      const isSeen = report.violations.some(({ rule }) => rule === bug.shows);
      // What the sound engine is accused of as well says nothing of the bug.
      if (isSeen && (await runner.run(seed)).violations.length === 0) found = report;
    }

    expect(found?.violations.map(({ rule }) => rule)).toContain(bug.shows);
  },
  60_000,
);

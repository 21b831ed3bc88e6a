import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { earthquakes } from '../datasets.js';

const earthquakeSchema = z.object({
  id: z.string(),
  time: z.iso.datetime(),
  magnitude: z.number(),
  place: z.string(),
  region: z.string(),
  latitude: z.number(),
  longitude: z.number(),
  depthKm: z.number(),
  reports: z.int(),
});

/** Regions with at least this many earthquakes are worth choosing. */
const fewest = 3;

export const findEarthquakes = defineNode({
  type: 'meridian.findEarthquakes',
  version: 1,
  title: 'Find earthquakes',
  description: 'Earthquakes of the week, the strongest first.',
  category: 'earth',
  icon: 'globe',
  keywords: ['quake', 'seismic', 'magnitude'],
  effect: 'idempotent',
  input: z.object({
    minMagnitude: z
      .number()
      .min(0)
      .max(10)
      .default(4)
      .meta({ title: 'At least', description: 'Magnitude', 'x-ui': { placeholder: '4' } }),
    region: z
      .string()
      .optional()
      .meta({
        title: 'Region',
        description: 'Every region when empty',
        'x-ui': { options: 'regions' },
      }),
    limit: z.int().min(1).max(500).default(20).meta({ title: 'At most' }),
  }),
  output: z.object({ count: z.int(), earthquakes: z.array(earthquakeSchema) }),
  options: {
    regions: ({ search = '' }) => {
      const counts = new Map<string, number>();
      for (const { region } of earthquakes()) counts.set(region, (counts.get(region) ?? 0) + 1);
      return [...counts]
        .filter(([name, count]) => count >= fewest && matches(name, search))
        .toSorted(([, a], [, b]) => b - a)
        .map(([name, count]) => ({ value: name, label: name, description: `${count}` }));
    },
  },
  run({ minMagnitude, region, limit }) {
    const found = earthquakes()
      .filter((quake) => quake.magnitude >= minMagnitude)
      .filter((quake) => region === undefined || region === '' || quake.region === region)
      .toSorted((a, b) => b.magnitude - a.magnitude);
    return { count: found.length, earthquakes: found.slice(0, limit) };
  },
  examples: [
    {
      title: 'finds none that strong',
      input: { minMagnitude: 10 },
      output: { count: 0, earthquakes: [] },
    },
  ],
});

function matches(name: string, search: string): boolean {
  return name.toLowerCase().includes(search.toLowerCase());
}

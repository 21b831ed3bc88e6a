/** `airports.nearest`: the airport nearest to a place. */

import { defineNode, NodeError } from '@flowgraft/core';
import * as z from 'zod';

import { arcKm, pointOnSphere } from '../sphere.js';
import { airportIndexSchema } from './index-airports.js';

export const nearestAirport = defineNode({
  type: 'airports.nearest',
  version: 1,
  title: 'Nearest airport',
  description: 'Finds the airport nearest to a place, by the great circle.',
  category: 'data',
  icon: 'plane',
  keywords: ['airport', 'distance'],
  // As if it asked a service: the result is kept, and never asked for twice.
  effect: 'idempotent',
  // Nor for a place that was looked up a moment ago, and only for the very same one: never about right.
  cache: {
    ttl: '10m',
    key: ({ latitude, longitude, airports }) => [latitude, longitude, airports.digest],
  },
  input: z.object({
    latitude: z.number(),
    longitude: z.number(),
    airports: airportIndexSchema,
  }),
  output: z.object({ code: z.string(), name: z.string(), distanceKm: z.number() }),
  run({ latitude, longitude, airports }) {
    const { codes, names, points } = airports;
    const [x, y, z] = pointOnSphere({ latitude, longitude });
    let nearest = -1;
    let shortest = Infinity;
    for (let at = 0; at < codes.length; at++) {
      const dx = (points[3 * at] ?? 0) - x;
      const dy = (points[3 * at + 1] ?? 0) - y;
      const dz = (points[3 * at + 2] ?? 0) - z;
      const square = dx * dx + dy * dy + dz * dz;
      if (square < shortest) [nearest, shortest] = [at, square];
    }
    const [code, name] = [codes[nearest], names[nearest]];
    if (code === undefined || name === undefined) {
      throw new NodeError({ category: 'notFound', message: 'There are no airports to search in' });
    }
    return { code, name, distanceKm: Math.round(arcKm(Math.sqrt(shortest)) * 10) / 10 };
  },
  examples: [
    {
      title: 'takes the nearer of two: a quarter of a great circle is 10,007.6 km',
      input: {
        latitude: 0,
        longitude: 0,
        airports: {
          codes: ['EAST', 'POLE'],
          names: ['East', 'Pole'],
          points: [-1, 0, 0, 0, 0, 1],
          digest: 'two',
        },
      },
      output: { code: 'POLE', name: 'Pole', distanceKm: 10_007.6 },
    },
    {
      title: 'says that there is none',
      input: {
        latitude: 0,
        longitude: 0,
        airports: { codes: [], names: [], points: [], digest: '' },
      },
      error: { category: 'notFound', message: 'no airports' },
    },
  ],
});

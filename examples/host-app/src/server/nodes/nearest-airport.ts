import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { airports } from '../datasets.js';

const earthRadiusKm = 6371;

export const nearestAirport = defineNode({
  type: 'meridian.nearestAirport',
  version: 1,
  title: 'Nearest airport',
  description: 'The airport of the United States nearest to a place.',
  category: 'earth',
  icon: 'send',
  keywords: ['distance', 'travel'],
  effect: 'pure',
  input: z.object({
    latitude: z.number().min(-90).max(90).meta({ title: 'Latitude' }),
    longitude: z.number().min(-180).max(180).meta({ title: 'Longitude' }),
  }),
  output: z.object({ code: z.string(), name: z.string(), city: z.string(), distanceKm: z.int() }),
  run(place) {
    let nearest = { code: '', name: '', city: '', distanceKm: Infinity };
    for (const { code, name, city, ...there } of airports()) {
      const distanceKm = distance(place, there);
      if (distanceKm < nearest.distanceKm) nearest = { code, name, city, distanceKm };
    }
    return { ...nearest, distanceKm: Math.round(nearest.distanceKm) };
  },
  examples: [
    {
      title: 'near San Francisco',
      input: { latitude: 37.62, longitude: -122.38 },
      output: {
        code: 'SFO',
        name: 'San Francisco International',
        city: 'San Francisco',
        distanceKm: 0,
      },
    },
  ],
});

interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** Kilometres along the great circle, by the haversine formula. */
function distance(a: Place, b: Place): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const latitude = Math.sin(radians(b.latitude - a.latitude) / 2) ** 2;
  const longitude = Math.sin(radians(b.longitude - a.longitude) / 2) ** 2;
  const both = Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude));
  return 2 * earthRadiusKm * Math.asin(Math.sqrt(latitude + both * longitude));
}

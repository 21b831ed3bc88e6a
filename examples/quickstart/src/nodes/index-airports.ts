/** `airports.index`: the airports' places on the unit sphere, where the nearest one is found by multiplying. */

import { createHash } from 'node:crypto';

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { pointOnSphere } from '../sphere.js';

/** Airports as columns: thousands of rows are passed to a thousand steps. */
export const airportIndexSchema = z.object({
  codes: z.array(z.string()),
  names: z.array(z.string()),
  /** x, y and z of the first airport, of the second… */
  points: z.array(z.number()),
  /** SHA-256 of all of these: the same for the same airports. */
  digest: z.string(),
});

export type AirportIndex = z.output<typeof airportIndexSchema>;

const airportSchema = z.object({
  iata: z.coerce.string().min(1),
  name: z.string().min(1),
  latitude: z.number().min(-90).max(90),
  longitude: z.number().min(-180).max(180),
});

export const indexAirports = defineNode({
  type: 'airports.index',
  version: 1,
  title: 'Index airports',
  description: 'Prepares a list of airports for the search of the nearest one.',
  category: 'data',
  icon: 'map',
  keywords: ['airport'],
  effect: 'pure',
  input: z.object({ rows: z.array(z.unknown()) }),
  output: airportIndexSchema,
  run({ rows }) {
    const airports = rows.flatMap((row) => {
      const parsed = airportSchema.safeParse(row);
      return parsed.success ? [parsed.data] : [];
    });
    const columns = {
      codes: airports.map(({ iata }) => iata),
      names: airports.map(({ name }) => name),
      points: airports.flatMap(pointOnSphere),
    };
    const digest = createHash('sha256').update(JSON.stringify(columns)).digest('hex');
    return { ...columns, digest };
  },
  examples: [
    {
      title: 'turns degrees into points, and leaves out rows without a place',
      input: {
        rows: [
          { iata: 'NUL', name: 'Null Island', latitude: 0, longitude: 0 },
          { iata: 'BAD', name: 'Nowhere', latitude: null, longitude: 0 },
        ],
      },
      output: {
        codes: ['NUL'],
        names: ['Null Island'],
        points: [1, 0, 0],
        digest: '92266390576ffde5aee260b0e70362b0944d15ccbd6f5961becad60635ccbddc',
      },
    },
  ],
});

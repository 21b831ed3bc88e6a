/** `quakes.clean`: from the feed of the USGS to a list that can be worked with. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { earthquakeSchema, type Earthquake } from '../earthquake.js';

/** The part of a GeoJSON feature that is used. */
const featureSchema = z.object({
  id: z.string(),
  properties: z.object({
    type: z.string(),
    mag: z.number(),
    place: z.string().min(1),
    time: z.number(),
    felt: z.number().nullable(),
    tsunami: z.number(),
  }),
  geometry: z.object({ coordinates: z.tuple([z.number(), z.number(), z.number()]) }),
});

type Feature = z.output<typeof featureSchema>;

/** The feed abbreviates some regions in some of its texts. */
const regionNames: Readonly<Record<string, string>> = { CA: 'California', MX: 'Mexico' };

export const cleanEarthquakes = defineNode({
  type: 'quakes.clean',
  version: 1,
  title: 'Clean earthquakes',
  description: 'Keeps complete records of earthquakes, and says how many others there were.',
  category: 'data',
  icon: 'brush-cleaning',
  keywords: ['usgs', 'geojson'],
  effect: 'pure',
  input: z.object({ features: z.array(z.unknown()) }),
  output: z.object({
    earthquakes: z.array(earthquakeSchema),
    dropped: z.object({ incomplete: z.int(), otherKind: z.int() }),
  }),
  run({ features }) {
    const complete = features.flatMap((feature) => {
      const parsed = featureSchema.safeParse(feature);
      return parsed.success ? [parsed.data] : [];
    });
    const earthquakes = complete.filter(({ properties }) => properties.type === 'earthquake');
    return {
      earthquakes: earthquakes.map(toEarthquake),
      dropped: {
        incomplete: features.length - complete.length,
        otherKind: complete.length - earthquakes.length,
      },
    };
  },
  examples: [
    {
      title: 'keeps earthquakes, and drops blasts and incomplete records',
      input: {
        features: [
          feature('a', { mag: 5.26, place: '10km N of Town, CA' }),
          feature('b', { type: 'quarry blast' }),
          feature('c', { mag: null }),
        ],
      },
      output: {
        earthquakes: [
          {
            id: 'a',
            time: '2018-02-06T12:34:56.000Z',
            magnitude: 5.3,
            class: 'moderate',
            place: '10km N of Town, CA',
            region: 'California',
            latitude: 35.5,
            longitude: -120.25,
            depthKm: 8.1,
            reports: 0,
          },
        ],
        dropped: { incomplete: 1, otherKind: 1 },
      },
    },
  ],
});

function toEarthquake({ id, properties, geometry }: Feature): Earthquake {
  const [longitude, latitude, depthKm] = geometry.coordinates;
  const magnitude = Math.round(properties.mag * 10) / 10;
  return {
    id,
    time: new Date(properties.time).toISOString(),
    magnitude,
    class: classOf(magnitude),
    place: properties.place,
    region: regionOf(properties.place),
    latitude,
    longitude,
    depthKm: Math.round(depthKm * 10) / 10,
    reports: properties.felt ?? 0,
  };
}

/** Classes of magnitude as seismologists name them. */
function classOf(magnitude: number): Earthquake['class'] {
  if (magnitude >= 6) return 'strong';
  if (magnitude >= 5) return 'moderate';
  if (magnitude >= 4) return 'light';
  if (magnitude >= 3) return 'minor';
  return 'micro';
}

/** "32km W of Healy, Alaska" is in Alaska; "Off the coast of Oregon" stands for itself. */
function regionOf(place: string): string {
  const region = place.slice(place.lastIndexOf(',') + 1).trim();
  return regionNames[region] ?? region;
}

function feature(id: string, properties: Readonly<Record<string, unknown>>): object {
  const time = Date.UTC(2018, 1, 6, 12, 34, 56);
  const usual = { type: 'earthquake', mag: 1, place: 'Alaska', time, felt: null, tsunami: 0 };
  return {
    id,
    properties: { ...usual, ...properties },
    geometry: { coordinates: [-120.25, 35.5, 8.13] },
  };
}

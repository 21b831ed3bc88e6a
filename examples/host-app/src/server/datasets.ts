/** Real data: a week of earthquakes (USGS, 2018), airports, and daily weather of two cities (NOAA, 2012 to 2015). */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface Earthquake {
  readonly id: string;
  /** ISO 8601. */
  readonly time: string;
  readonly magnitude: number;
  readonly place: string;
  readonly region: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly depthKm: number;
  /** People who reported that they felt it. */
  readonly reports: number;
}

export interface Airport {
  readonly code: string;
  readonly name: string;
  readonly city: string;
  readonly latitude: number;
  readonly longitude: number;
}

export interface WeatherDay {
  readonly city: string;
  /** `2012-01-31`. */
  readonly date: string;
  readonly rainMm: number;
  readonly highC: number;
  readonly lowC: number;
  readonly windMs: number;
  readonly sky: string;
}

interface Feature {
  readonly id: string;
  readonly properties: {
    readonly mag: number | null;
    readonly place: string;
    readonly time: number;
    readonly felt: number | null;
    readonly type: string;
  };
  readonly geometry: { readonly coordinates: readonly [number, number, number] };
}

const data = join(dirname(createRequire(import.meta.url).resolve('vega-datasets')), '../data');
const read = (file: string): string => readFileSync(join(data, file), 'utf8');

export const earthquakes = once((): readonly Earthquake[] => {
  const { features } = JSON.parse(read('earthquakes.json')) as { features: readonly Feature[] };
  return features.flatMap(({ id, properties, geometry }) => {
    const { mag, place, time, felt, type } = properties;
    if (type !== 'earthquake' || mag === null) return [];
    const [longitude, latitude, depthKm] = geometry.coordinates;
    const region = place.split(', ').at(-1) ?? place;
    const about = { id, magnitude: mag, place, region, latitude, longitude, depthKm };
    return [{ ...about, time: new Date(time).toISOString(), reports: felt ?? 0 }];
  });
});

export const airports = once((): readonly Airport[] =>
  rowsOf('airports.csv').map((row) => ({
    code: row['iata'] ?? '',
    name: row['name'] ?? '',
    city: row['city'] ?? '',
    latitude: Number(row['latitude']),
    longitude: Number(row['longitude']),
  })),
);

export const weather = once((): readonly WeatherDay[] =>
  rowsOf('weather.csv').map((row) => ({
    city: row['location'] ?? '',
    date: row['date'] ?? '',
    rainMm: Number(row['precipitation']),
    highC: Number(row['temp_max']),
    lowC: Number(row['temp_min']),
    windMs: Number(row['wind']),
    sky: row['weather'] ?? '',
  })),
);

/** These files have no quotes in them but around names of airports, which are taken off. */
function rowsOf(file: string): readonly Readonly<Record<string, string>>[] {
  const [head = '', ...lines] = read(file).trim().split('\n');
  const columns = head.trim().split(',');
  return lines.map((line) => {
    const cells = line.trim().match(/("[^"]*"|[^,]*)(?:,|$)/g) ?? [];
    const values = cells.map((cell) => cell.replace(/,$/, '').replaceAll('"', ''));
    return Object.fromEntries(columns.map((column, index) => [column, values[index] ?? '']));
  });
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | undefined;
  return () => (made ??= { value: make() }).value;
}

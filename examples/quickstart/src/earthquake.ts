/** An earthquake as the steps of the workflow pass it on. */

import * as z from 'zod';

export const earthquakeSchema = z.object({
  id: z.string(),
  time: z.iso.datetime(),
  magnitude: z.number(),
  class: z.enum(['micro', 'minor', 'light', 'moderate', 'strong']),
  place: z.string(),
  region: z.string(),
  latitude: z.number(),
  longitude: z.number(),
  depthKm: z.number(),
  /** People who reported that they felt it. */
  reports: z.int(),
});

export type Earthquake = z.output<typeof earthquakeSchema>;

/** With what the workflow found out about it. */
export const enrichedSchema = earthquakeSchema.extend({
  airport: z.string(),
  airportName: z.string(),
  airportKm: z.number(),
  /** Only for those strong enough to be felt from afar. */
  energyTonsTnt: z.number().nullish(),
});

export type EnrichedEarthquake = z.output<typeof enrichedSchema>;

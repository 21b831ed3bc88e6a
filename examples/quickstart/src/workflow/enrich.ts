/** For each earthquake: the nearest airport and, when it is strong enough, its energy. */

import type { GraphBuilder, Ref } from '@flowgraft/core';
import { switchNode } from '@flowgraft/nodes/flow';

import type { Earthquake, EnrichedEarthquake } from '../earthquake.js';
import { estimateEnergy } from '../nodes/estimate-energy.js';
import type { AirportIndex } from '../nodes/index-airports.js';
import { nearestAirport } from '../nodes/nearest-airport.js';

/** Sixteen earthquakes at a time; the results keep the order of the list. */
export function enrich(
  w: GraphBuilder,
  earthquakes: Ref<Earthquake[]>,
  airports: Ref<AirportIndex>,
): Ref<readonly EnrichedEarthquake[]> {
  const enriched = w.forEach('enrich', { items: earthquakes, concurrency: 16 }, (b, quake) => {
    const { latitude, longitude, magnitude } = quake;
    b.node('nearest', nearestAirport, { latitude, longitude, airports });
    const severity = b.node('severity', switchNode, {
      cases: [
        { label: 'strong', condition: { left: magnitude, operator: 'atLeast', right: 6 } },
        { label: 'felt', condition: { left: magnitude, operator: 'atLeast', right: 4 } },
      ],
    });
    const isFelt = b.any(severity.case1, severity.case2);
    b.node('energy', estimateEnergy, { magnitude }, { after: isFelt });
    return b.expr<EnrichedEarthquake>(`({
      ...item,
      airport: nodes.nearest.output.code,
      airportName: nodes.nearest.output.name,
      airportKm: nodes.nearest.output.distanceKm,
      energyTonsTnt: nodes.energy.output?.tonsTnt ?? null,
    })`);
  });
  return enriched.results;
}

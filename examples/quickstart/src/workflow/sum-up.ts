/** What the list of earthquakes comes to: by class, by region, and the strongest of them. */

import type { GraphBuilder, Ref } from '@flowgraft/core';
import { aggregateItems, filterItems, limitItems, sortItems } from '@flowgraft/nodes/data';

import type { EnrichedEarthquake } from '../earthquake.js';
import type { ClassSummary, RegionSummary } from '../nodes/compose-report.js';

export interface Findings {
  readonly classes: Ref<ClassSummary[]>;
  readonly regions: Ref<RegionSummary[]>;
  readonly strongest: Ref<EnrichedEarthquake[]>;
  readonly severe: Ref<EnrichedEarthquake[]>;
}

const measures = [
  { name: 'count', operation: 'count' as const },
  { name: 'strongest', operation: 'max' as const, field: 'magnitude' },
];

/** @param alertFrom - The magnitude from which an earthquake counts as severe. */
export function sumUp(
  w: GraphBuilder,
  items: Ref<readonly EnrichedEarthquake[]>,
  alertFrom: Ref<number>,
): Findings {
  const byClass = w.node('byClass', aggregateItems, { items, groupBy: ['class'], measures });
  const byRegion = w.node('byRegion', aggregateItems, { items, groupBy: ['region'], measures });
  const classes = w.node('sortClasses', sortItems, {
    items: byClass.groups,
    by: [{ field: 'strongest', direction: 'descending' }],
  });
  const busiest = w.node('sortRegions', sortItems, {
    items: byRegion.groups,
    by: [{ field: 'count', direction: 'descending' }],
  });
  const regions = w.node('topRegions', limitItems, { count: 10, items: busiest });
  const byMagnitude = w.node('sortByMagnitude', sortItems, {
    items,
    by: [{ field: 'magnitude', direction: 'descending' }, { field: 'time' }],
  });
  const strongest = w.node('strongest', limitItems, { count: 10, items: byMagnitude });
  const severe = w.node('severe', filterItems, {
    items,
    where: { field: 'magnitude', operator: 'atLeast', value: alertFrom },
  });
  return {
    classes: w.as(classes),
    regions: w.as(regions),
    strongest: w.as(strongest),
    severe: w.as(severe),
  };
}

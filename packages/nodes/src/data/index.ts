export { aggregateItems } from './aggregate.js';
export { dedupeItems } from './dedupe.js';
export { filterItems } from './filter.js';
export { limitItems } from './limit.js';
export { mapFields } from './map-fields.js';
export { mergeData } from './merge.js';
export { parseCsvText } from './parse-csv.js';
export { parseJson } from './parse-json.js';
export { setFields } from './set.js';
export { sortItems } from './sort.js';
export { splitItems } from './split.js';
export { toCsvText } from './to-csv.js';
export { toJson } from './to-json.js';

// Types that the above are made of
export type { Grouped } from '../conditions/condition.js';

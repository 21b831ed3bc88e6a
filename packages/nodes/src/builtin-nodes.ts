/** Every built-in node type, each loaded when it is first used. */

import { lazyNode } from '@flowgraft/core';

/**
 * The built-in node types, for `createEngine({ nodes: [builtinNodes] })`. Importing this list loads none of them.
 *
 * Node types that need files are left out by an engine that was given none.
 */
export const builtinNodes = [
  lazyNode('data.aggregate', 1, () =>
    import('./data/aggregate.js').then((module) => module.aggregateItems),
  ),
  lazyNode('data.dedupe', 1, () => import('./data/dedupe.js').then((module) => module.dedupeItems)),
  lazyNode('data.filter', 1, () => import('./data/filter.js').then((module) => module.filterItems)),
  lazyNode('data.limit', 1, () => import('./data/limit.js').then((module) => module.limitItems)),
  lazyNode('data.mapFields', 1, () =>
    import('./data/map-fields.js').then((module) => module.mapFields),
  ),
  lazyNode('data.merge', 1, () => import('./data/merge.js').then((module) => module.mergeData)),
  lazyNode('data.parseCsv', 1, () =>
    import('./data/parse-csv.js').then((module) => module.parseCsvText),
  ),
  lazyNode('data.parseJson', 1, () =>
    import('./data/parse-json.js').then((module) => module.parseJson),
  ),
  lazyNode('data.set', 1, () => import('./data/set.js').then((module) => module.setFields)),
  lazyNode('data.sort', 1, () => import('./data/sort.js').then((module) => module.sortItems)),
  lazyNode('data.split', 1, () => import('./data/split.js').then((module) => module.splitItems)),
  lazyNode('data.toCsv', 1, () => import('./data/to-csv.js').then((module) => module.toCsvText)),
  lazyNode('data.toJson', 1, () => import('./data/to-json.js').then((module) => module.toJson)),
  lazyNode(
    'files.readCsv',
    1,
    () => import('./files/read-csv.js').then((module) => module.readCsvFile),
    { needs: ['files'] },
  ),
  lazyNode(
    'files.readJson',
    1,
    () => import('./files/read-json.js').then((module) => module.readJsonFile),
    { needs: ['files'] },
  ),
  lazyNode(
    'files.readText',
    1,
    () => import('./files/read-text.js').then((module) => module.readTextFile),
    { needs: ['files'] },
  ),
  lazyNode(
    'files.writeCsv',
    1,
    () => import('./files/write-csv.js').then((module) => module.writeCsvFile),
    { needs: ['files'] },
  ),
  lazyNode(
    'files.writeJson',
    1,
    () => import('./files/write-json.js').then((module) => module.writeJsonFile),
    { needs: ['files'] },
  ),
  lazyNode(
    'files.writeText',
    1,
    () => import('./files/write-text.js').then((module) => module.writeTextFile),
    { needs: ['files'] },
  ),
  lazyNode('flow.if', 1, () => import('./flow/if.js').then((module) => module.ifNode), {
    ports: ['true', 'false'],
  }),
  lazyNode('flow.log', 1, () => import('./flow/log.js').then((module) => module.logMessage)),
  lazyNode('flow.merge', 1, () => import('./flow/merge.js').then((module) => module.mergeBranches)),
  lazyNode('flow.noop', 1, () => import('./flow/noop.js').then((module) => module.doNothing)),
  lazyNode('flow.stop', 1, () => import('./flow/stop.js').then((module) => module.stopWithError)),
  lazyNode('flow.switch', 1, () => import('./flow/switch.js').then((module) => module.switchNode), {
    ports: ['case1', 'case2', 'case3', 'case4', 'case5', 'case6', 'case7', 'case8', 'default'],
  }),
  lazyNode('http.request', 1, () =>
    import('./http/request.js').then((module) => module.httpRequest),
  ),
] as const;

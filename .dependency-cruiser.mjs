/** Who may import whom, as data. `pnpm lint` checks it. */

/** Layers of `core` from the bottom up: each line sees itself and those before it. */
const layers = [
  ['model'],
  ['ports'],
  ['expression', 'node'],
  ['graph'],
  ['kernel'],
  ['workflow'],
  ['runtime', 'memory'],
  ['testing'],
];

/** Layers that take data and return data: no ports, so no time, chance or I/O. */
const pure = ['expression', 'graph', 'kernel'];

/** Packages of core that only one module may import, so that each can be replaced there. */
const onlyImporter = {
  eventemitter3: 'packages/core/src/runtime/engine-events.ts',
  '@opentelemetry/api': 'packages/core/src/runtime/telemetry.ts',
};

/** The host brings these; an adapter describes the part it uses, or loads them when asked to. */
const drivers = ['pg', 'ioredis', 'libsql', 'better-sqlite3', 'node:sqlite'];

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const core = (folders) => `^packages/core/src/(${folders.join('|')})/`;
const source = { pathNot: '\\.(test|test-d|bench)\\.ts$' };
const forbid = (name, from, to) => ({
  name,
  severity: 'error',
  from: { ...source, ...from },
  to,
});

const layerRules = layers
  .slice(0, -1)
  .map((folders, height) =>
    forbid(
      `core-${folders.join('-')}-sees-no-higher-layer`,
      { path: core(folders) },
      { path: core(layers.slice(height + 1).flat()) },
    ),
  );

export default {
  forbidden: [
    ...layerRules,
    forbid('core-pure-layers-see-no-ports', { path: core(pure) }, { path: core(['ports']) }),
    forbid('core-kernel-sees-no-node', { path: core(['kernel']) }, { path: core(['node']) }),
    forbid(
      'core-has-no-node-builtins',
      { path: '^packages/core/src/' },
      { dependencyTypes: ['core'] },
    ),
    ...Object.entries(onlyImporter).map(([name, importer]) =>
      forbid(
        `only-one-module-imports-${name}`,
        { path: '^packages/', pathNot: [source.pathNot, `^${escape(importer)}$`] },
        { path: `(^|/)node_modules/${escape(name)}(/|$)` },
      ),
    ),
    forbid(
      'packages-meet-only-in-core',
      { path: '^packages/(nodes|adapters)/' },
      { path: '^packages/(nodes|adapters|cli)/', pathNot: '^packages/$1/' },
    ),
    forbid(
      'core-imports-no-other-package',
      { path: '^packages/core/' },
      { path: '^packages/(?!core/)' },
    ),
    forbid(
      'drivers-are-brought-or-loaded-lazily',
      { path: '^packages/adapters/src/', pathNot: '\\.(fixture|test)\\.ts$' },
      {
        path: `(^|/node_modules/)(${drivers.map(escape).join('|')}|sqlite)(/|$)`,
        dependencyTypesNot: ['dynamic-import', 'type-only', 'local'],
      },
    ),
    forbid('no-cycles', {}, { circular: true }),
    forbid(
      'nothing-unresolved',
      { path: '^packages/[^/]+/src/' },
      { couldNotResolve: true, dependencyTypesNot: ['dynamic-import'] },
    ),
  ],
  options: {
    tsPreCompilationDeps: true, // `import type` counts too
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      conditionNames: ['@flowgraft/source', 'import', 'require', 'node', 'default', 'types'],
      exportsFields: ['exports'],
    },
    builtInModules: { add: ['node:sqlite'] },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^packages/[^/]+/(dist|\\.tsc)/' },
  },
};

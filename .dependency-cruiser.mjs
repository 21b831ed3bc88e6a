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

/** Folders of the React package that know no React, so that a host can use them with any screen or none. */
const withoutReact = ['editor', 'language', 'run', 'store', 'transport'];

/** What draws, with or without React. */
const drawing = [
  'react',
  'react-dom',
  '@types/react',
  '@types/react-dom',
  '@xyflow',
  '@codemirror',
  '@tanstack',
];

/** Dependencies of the React package that only one of its folders may import, so that each can be replaced there. */
const onlyFolder = {
  '@xyflow': 'canvas',
  '@codemirror': 'expression',
  '@lezer': 'expression',
  '@dagrejs': 'layout',
  elkjs: 'layout',
};

/** All that the server is made of beside core. */
const serverParts = ['hono', '@hono/zod-openapi', 'zod'];

/** The host brings these; an adapter describes the part it uses, or loads them when asked to. */
const drivers = ['pg', 'ioredis', 'libsql', 'better-sqlite3', 'node:sqlite'];

const escape = (text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const core = (folders) => `^packages/core/src/(${folders.join('|')})/`;
const source = { pathNot: '\\.(test|test-d|bench)\\.tsx?$' };
const npm = (names) => `(^|/)node_modules/(${names.map(escape).join('|')})(/|$)`;
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
        { path: npm([name]) },
      ),
    ),
    forbid(
      'packages-meet-only-in-core',
      { path: '^packages/(nodes|adapters|react|server)/' },
      { path: '^packages/(nodes|adapters|cli|react|server)/', pathNot: '^packages/$1/' },
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
    forbid(
      'react-parts-without-react',
      { path: `^packages/react/src/(${withoutReact.join('|')})/` },
      { path: npm(drawing), reachable: true },
    ),
    ...Object.entries(onlyFolder).map(([name, folder]) =>
      forbid(
        `react-imports-${name.replace('@', '')}-only-in-${folder}`,
        {
          path: '^packages/react/src/',
          pathNot: [source.pathNot, `^packages/react/src/${folder}/`],
        },
        { path: npm([name]) },
      ),
    ),
    forbid(
      'react-loads-only-the-browser-parts-of-core',
      { path: '^packages/react/src/', pathNot: [source.pathNot, '\\.fixture\\.tsx?$'] },
      {
        path: '^packages/core/',
        pathNot: '^packages/core/src/(browser|document)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    ),
    forbid(
      'react-checks-and-evaluates-only-in-parts-loaded-later',
      {
        path: '^packages/react/src/',
        pathNot: [
          source.pathNot,
          '\\.fixture\\.tsx?$',
          '^packages/react/src/(expression/|editor/check-document\\.ts|panels/use-node-data\\.ts)',
        ],
      },
      { path: '^packages/core/src/browser\\.ts$', dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'react-imports-neither-zod-nor-hono',
      { path: '^packages/react/src/', pathNot: [source.pathNot, '\\.fixture\\.tsx?$'] },
      { path: npm(['zod', 'hono', '@hono']) },
    ),
    forbid(
      'react-has-no-node-builtins',
      { path: '^packages/react/src/' },
      { dependencyTypes: ['core'] },
    ),
    forbid(
      'server-imports-only-its-parts',
      { path: '^packages/server/src/', pathNot: [source.pathNot, '\\.fixture\\.ts$'] },
      { pathNot: [npm(serverParts), '^packages/(core|server)/'] },
    ),
    forbid(
      'server-client-loads-nothing-else',
      { path: '^packages/server/src/client/', pathNot: [source.pathNot, '\\.fixture\\.ts$'] },
      { pathNot: '^packages/server/src/client/', dependencyTypesNot: ['type-only'] },
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

import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

// Tests read the packages' sources: "@flowgraft/source" stands before the built files in each "exports".
const conditions = ['@flowgraft/source', 'node', 'development|production'];

function project(name: string, include: readonly string[], typeTests: readonly string[]) {
  return {
    extends: true,
    test: {
      name,
      include: [...include],
      typecheck: {
        enabled: typeTests.length > 0,
        include: [...typeTests],
        tsconfig: './tsconfig.type-tests.json',
        ignoreSourceErrors: true, // `tsc -b` reports those, once and for every file
      },
    },
  } satisfies TestProjectInlineConfiguration;
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects: [
      project('unit', ['packages/*/src/**/*.test.ts'], ['packages/*/src/**/*.test-d.ts']),
      project('examples', ['examples/*/**/*.test.ts'], []),
      project('spec', ['tests/**/*.test.ts'], []),
    ],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.ts'],
      exclude: ['**/*.test.ts', '**/*.test-d.ts', '**/*.bench.ts'],
      // The one place for coverage targets. Aim: 100 for the four pure layers.
      thresholds: {
        'packages/core/src/{model,graph,expression,kernel}/**': { branches: 90 },
      },
    },
  },
});

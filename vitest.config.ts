import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

import { chromiumArguments, findChromium } from './tools/chromium.mjs';

// Tests read the packages' sources: "@flowgraft/source" stands before the built files in each "exports".
const conditions = ['@flowgraft/source', 'node', 'development|production'];
const browserConditions = ['@flowgraft/source', 'browser', 'module', 'development|production'];

const executablePath = findChromium();
const warned = Symbol.for('flowgraft.no-chromium'); // this file is loaded once per project
if (executablePath === undefined && Reflect.get(globalThis, warned) !== true) {
  console.warn('No Chromium, see CONTRIBUTING.md: tests in a browser are LEFT OUT.');
  Reflect.set(globalThis, warned, true);
}

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const inBrowser = 'packages/*/src/**/*.browser.test.{ts,tsx}';

function project(name: string, include: readonly string[], typeTests: readonly string[]) {
  return {
    extends: true,
    test: {
      name,
      include: [...include],
      exclude: ['**/node_modules/**', '**/dist/**', inBrowser],
      typecheck: {
        enabled: typeTests.length > 0,
        include: [...typeTests],
        tsconfig: './tsconfig.type-tests.json',
        ignoreSourceErrors: true, // `tsc -b` reports those, once and for every file
      },
    },
  } satisfies TestProjectInlineConfiguration;
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function packagesOf(manifest: string): readonly string[] {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(path(manifest), 'utf8'),
  ) as Manifest;
  return Object.keys({ ...dependencies, ...devDependencies });
}

/**
 * What Vite makes ready before the first test. A dependency that it met only later would reload the page amidst a run,
 * so all that sources and tests of `packages/react` can import stands here.
 */
function preparedDependencies(): string[] {
  const leftOut = /^@types\/|^@flowgraft\/|^elkjs$/;
  return [
    ...packagesOf('packages/react/package.json').filter((name) => !leftOut.test(name)),
    'react/jsx-runtime',
    'react/jsx-dev-runtime',
    'react-dom/client',
    'react-dom/server',
    'elkjs/lib/elk.bundled.js',
    ...[
      'lru-cache',
      'zod',
      'eventemitter3',
      '@opentelemetry/api',
      '@noble/hashes/sha2.js',
      '@noble/hashes/utils.js',
    ].map((name) => `@flowgraft/core > ${name}`),
  ];
}

/**
 * The React 18 of `tests/react18` in place of the newest, for whoever imports React; `undefined` before it is installed.
 */
function react18(): Readonly<Record<string, string>> | undefined {
  const folder = path('tests/react18/node_modules');
  if (!existsSync(`${folder}/react-dom/package.json`)) return undefined;
  return { react: `${folder}/react`, 'react-dom': `${folder}/react-dom` };
}

/** Tests of React components in the Chromium of this machine. */
function browserProject(
  name: string,
  include: string,
  alias: Readonly<Record<string, string>> | undefined,
) {
  if (executablePath === undefined || alias === undefined) return [];
  return [
    {
      root: './packages/react', // so that dependencies are found from the package that has them
      plugins: [react()],
      resolve: { conditions: browserConditions, alias },
      optimizeDeps: { include: preparedDependencies() },
      server: { fs: { allow: [path('.')] } },
      test: {
        name,
        include: [include],
        testTimeout: 30_000,
        browser: {
          enabled: true,
          headless: true,
          screenshotDirectory: path('.vitest-attachments/browser'),
          provider: playwright({
            launchOptions: { executablePath, args: chromiumArguments },
            contextOptions: { locale: 'en-US', timezoneId: 'UTC' },
          }),
          instances: [{ browser: 'chromium', viewport: { width: 1200, height: 700 } }],
        },
      },
    } satisfies TestProjectInlineConfiguration,
  ];
}

/** Whole pages of host apps in a browser of their own, driven from Node. */
function endToEnd() {
  if (executablePath === undefined) return [];
  const { test, ...rest } = project('e2e', ['tests/e2e/**/*.e2e.test.ts'], []);
  return [{ ...rest, test: { ...test, testTimeout: 60_000, hookTimeout: 120_000 } }];
}

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects: [
      project('unit', ['packages/*/src/**/*.test.{ts,tsx}'], ['packages/*/src/**/*.test-d.ts']),
      project('examples', ['examples/*/**/*.test.ts'], []),
      project('spec', ['tests/*.test.ts'], []),
      ...endToEnd(),
      ...browserProject('browser', 'src/**/*.browser.test.{ts,tsx}', {}),
      ...browserProject('react18', 'src/**/*.react18.browser.test.tsx', react18()),
    ],
    coverage: {
      provider: 'v8',
      include: ['packages/*/src/**/*.{ts,tsx}'],
      exclude: ['**/*.test.{ts,tsx}', '**/*.test-d.ts', '**/*.bench.ts', '**/*.fixture.{ts,tsx}'],
      // The one place for coverage targets. Aim: 100 for the four pure layers.
      thresholds: {
        'packages/core/src/{model,graph,expression,kernel}/**': { branches: 90 },
      },
    },
  },
});

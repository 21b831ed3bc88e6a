// The entry points of @flowgraft/core as its package.json publishes them.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const dir = new URL('../packages/core/', import.meta.url);
const { exports } = JSON.parse(readFileSync(new URL('package.json', dir), 'utf8'));

/** `{ name: '@flowgraft/core/testing', source: '…/src/testing/index.ts', built: '…/dist/testing/index.js' }` */
export const coreEntries = Object.entries(exports)
  .filter(([subpath]) => !subpath.endsWith('.json'))
  .map(([subpath, target]) => ({
    name: `@flowgraft/core${subpath.slice(1)}`,
    source: fileURLToPath(new URL(target['@flowgraft/source'], dir)),
    built: fileURLToPath(new URL(target.import.default, dir)),
  }));

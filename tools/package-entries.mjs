// The entry points of a package as its package.json publishes them.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Modules that a package exports, without its style sheets and its package.json.
 *
 * @param folder - Its folder in packages/, for example `core`.
 * @returns `{ name: '@flowgraft/core/testing', source: '…/src/testing/index.ts', built: '…/dist/testing/index.js' }`
 */
export function entriesOf(folder) {
  const dir = new URL(`../packages/${folder}/`, import.meta.url);
  const { name, exports } = JSON.parse(readFileSync(new URL('package.json', dir), 'utf8'));
  return Object.entries(exports)
    .filter(([subpath]) => !/\.(json|css)$/.test(subpath))
    .map(([subpath, target]) => ({
      name: name + subpath.slice(1),
      source: fileURLToPath(new URL(target['@flowgraft/source'], dir)),
      built: fileURLToPath(new URL(target.import.default, dir)),
    }));
}

/** What a page may load: all of core and of the React package, and the client of the server. */
export const browserEntries = [
  ...entriesOf('core'),
  ...entriesOf('react'),
  ...entriesOf('server').filter(({ name }) => name.endsWith('/client')),
];

// Writes packages/react/src/forms/manifests.fixture.json: the manifests of the built-in node types, for tests of forms.
// Containers are left out: `controlManifests` of `@flowgraft/core/browser` has theirs.
//   node tools/write-manifest-fixture.mjs           writes the file
//   node tools/write-manifest-fixture.mjs --check   fails when the file is not what it would write
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { loadManifests } from './load-manifests.mjs';

const fixture = fileURLToPath(
  new URL('../packages/react/src/forms/manifests.fixture.json', import.meta.url),
);

const { builtIn, waits } = await loadManifests();
const options = { ...(await resolveConfig(fixture)), parser: 'json' };
const text = await format(JSON.stringify([...builtIn, ...waits]), options);
if (!process.argv.includes('--check')) {
  writeFileSync(fixture, text);
} else if (!existsSync(fixture) || readFileSync(fixture, 'utf8') !== text) {
  console.error('The fixture is not up to date: run node tools/write-manifest-fixture.mjs');
  process.exit(1);
}

import { measureBundles } from './bundles.mjs';
import { measureStart } from './start.mjs';

/** What a host pays before the first run: time to load, and bytes for a browser. */
export async function measureSize(bench) {
  measureStart(bench);
  await measureBundles(bench);
}

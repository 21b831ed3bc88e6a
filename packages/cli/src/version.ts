/** The version of this package. */

import { readFileSync } from 'node:fs';

/** Read when asked for, from the package's own manifest, one folder above `src` and `dist`. */
export function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { readonly version: string }).version;
}

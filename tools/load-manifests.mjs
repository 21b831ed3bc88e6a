// The manifests of the built-in node types, from the sources as they are: nothing need be built before.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

const entry = `
  import { approvalNode, delayNode, manifestOf, waitForSignalNode } from '@flowgraft/core';
  import { builtinNodes } from '@flowgraft/nodes';
  export const builtIn = (await Promise.all(builtinNodes.map((node) => node.load()))).map(manifestOf);
  export const waits = [delayNode, waitForSignalNode, approvalNode].map(manifestOf);`;

/** `builtIn`: those of `@flowgraft/nodes`; `waits`: those of the engine's own nodes that wait. */
export async function loadManifests() {
  const scratch = mkdtempSync(join(tmpdir(), 'flowgraft-manifests-'));
  const outfile = join(scratch, 'manifests.mjs');
  await build({
    stdin: { contents: entry, resolveDir: root },
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['@flowgraft/source'],
    logLevel: 'error',
  });
  try {
    const { builtIn, waits } = await import(pathToFileURL(outfile).href);
    return { builtIn, waits };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

it.each([
  ['docs/nodes.md', 'tools/generate-node-docs.mjs'],
  ['the manifests that forms are tested with', 'tools/write-manifest-fixture.mjs'],
])(
  '%s say what the node types say',
  (_what, program) => {
    const { status, stderr } = spawnSync(process.execPath, [program, '--check'], {
      cwd: root,
      encoding: 'utf8',
    });

    expect(stderr).toBe('');
    expect(status).toBe(0);
  },
  30_000,
);

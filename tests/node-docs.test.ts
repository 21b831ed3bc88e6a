import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

it('docs/nodes.md says what the node types say', () => {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['tools/generate-node-docs.mjs', '--check'],
    { cwd: root, encoding: 'utf8' },
  );

  expect(stderr).toBe('');
  expect(status).toBe(0);
}, 30_000);

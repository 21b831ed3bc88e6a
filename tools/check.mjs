// Everything a reviewer would ask for, in the order that finds faults soonest.
//   node tools/check.mjs [--skip name,name] [--only name,name]
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const steps = {
  format: 'prettier --check .',
  types: 'tsc -b',
  lint: 'oxlint',
  imports: 'depcruise packages --config .dependency-cruiser.mjs --output-type err',
  test: 'node tools/test.mjs',
  build: 'pnpm --silent run build',
  browser: 'node tools/check-browser.mjs',
  size: 'node tools/size.mjs',
  packages: 'node tools/check-packages.mjs',
  knip: 'knip',
  docs: 'pnpm --silent run docs',
};

const list = { type: 'string', default: '' };
const { values } = parseArgs({ options: { skip: list, only: list } });
const names = (text) => text.split(',').filter((name) => name !== '');
const [skip, only] = [names(values.skip), names(values.only)];
for (const name of [...skip, ...only]) {
  if (!(name in steps)) throw new TypeError(`No step "${name}"; there are ${Object.keys(steps)}`);
}

const failed = [];
for (const [name, command] of Object.entries(steps)) {
  if (skip.includes(name) || (only.length > 0 && !only.includes(name))) continue;
  const start = performance.now();
  console.log(`\n--- ${name}: ${command}`);
  const { status } = spawnSync(command, { shell: true, stdio: ['ignore', 'inherit', 'inherit'] });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'}  ${name} (${seconds} s)`);
  if (status !== 0) failed.push(name);
}
console.log(
  failed.length === 0 ? '\ncheck: all steps passed' : `\ncheck: FAILED in ${failed.join(', ')}`,
);
process.exit(failed.length === 0 ? 0 : 1);

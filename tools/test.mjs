// Runs vitest over every project and ends with one plain line: `N passed, N failed`.
// Arguments go to vitest: node tools/test.mjs --project unit
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startServices } from './services.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const services = await startServices();
if (services.missing.length > 0) {
  console.error('Not everything that the tests need is here:');
  for (const what of services.missing) console.error(`  ${what}`);
  console.error(process.env.CI ? 'CI runs all tests or none.' : 'Tests that need it are LEFT OUT.');
}
const isComplete = services.missing.length === 0 || !process.env.CI;
const { passed, failed } = isComplete ? await runTests() : { passed: 0, failed: 1 };
await services.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;

async function runTests() {
  const scratch = mkdtempSync(join(tmpdir(), 'flowgraft-test-'));
  const report = join(scratch, 'report.json');
  const status = await vitest(report);
  const counted = count(report);
  rmSync(scratch, { recursive: true });
  if (status === 0) return counted;
  if (counted.failed === 0) console.error('vitest failed outside the tests, see above');
  return { passed: counted.passed, failed: Math.max(counted.failed, 1) };
}

function vitest(report) {
  const program = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const args = [program, 'run', ...reporters, ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...services.env },
  });
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}

/** A file that could not be loaded has no tests in the report and counts as one failure. */
function count(file) {
  if (!existsSync(file)) return { passed: 0, failed: 0 };
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(file, 'utf8'));
  const unloadable = testResults.filter(
    ({ status: outcome, assertionResults }) =>
      outcome === 'failed' && assertionResults.length === 0,
  );
  return { passed: numPassedTests, failed: numFailedTests + unloadable.length };
}

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from '../harness/statistics.mjs';

const script = (name) =>
  fileURLToPath(new URL(`../contestants/start/${name}.mjs`, import.meta.url));
const minProcesses = 9;

/**
 * Wall time of whole processes, each new, in turn: one that imports the package less one that imports
 * nothing. The files are in the system's cache; the code is compiled anew each time.
 */
export function measureStart({ rounds, report }) {
  const processes = Math.max(minProcesses, rounds);
  const ms = { empty: [], zod: [], core: [] };
  for (let round = 0; round <= processes; round += 1) {
    for (const name of Object.keys(ms)) {
      const wallMs = lifetimeMs(name);
      if (round > 0) ms[name].push(wallMs);
    }
  }
  const less = (name) => ({
    median: median(ms[name]) - median(ms.empty),
    min: Math.min(...ms[name]) - Math.min(...ms.empty),
  });
  const [core, zod] = [less('core'), less('zod')];
  report('core.import.ms', new Map(Object.entries({ core, zod })), 'core');
  report('zod.import.ms', new Map(Object.entries({ zod })), 'zod');
  const registryMs = Array.from({ length: processes }, () => Number(outputOf('registry')));
  const registry = { median: median(registryMs), min: Math.min(...registryMs) };
  report('registry.thousandTypes.ms', new Map(Object.entries({ registry })), 'registry');
}

function lifetimeMs(name) {
  const start = performance.now();
  outputOf(name);
  return performance.now() - start;
}

function outputOf(name) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script(name)], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`contestants/start/${name}.mjs failed:\n${stderr}`);
  return stdout;
}

// Plays seeds of the deterministic simulator over the sources, on all cores.
//   node tools/simulate.mjs --seeds 100000 [--from 1] [--workers 2]   many seeds; exit code 1 when one fails
//   node tools/simulate.mjs --seed 4711                               one seed, with everything that happened
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { build } from 'esbuild';

const folder = fileURLToPath(new URL('../packages/core/src/testing/simulator/', import.meta.url));
/** Seeds that a worker takes at a time. */
const BATCH = 50;
/** Failing seeds after which nothing more is learnt. */
const MOST_FAILURES = 10;

if (isMainThread) process.exitCode = await main();
else await work(workerData);

async function main() {
  let asked;
  try {
    asked = readArguments();
  } catch (thrown) {
    console.error(`simulate: ${thrown.message}`);
    return 2;
  }
  const scratch = mkdtempSync(join(tmpdir(), 'flowgraft-simulate-'));
  try {
    const bundle = await bundled(scratch);
    return asked.seed === undefined
      ? await playSeeds(bundle, asked)
      : await showSeed(bundle, asked.seed);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string' },
      seeds: { type: 'string', default: '1000' },
      from: { type: 'string', default: '1' },
      workers: { type: 'string', default: String(availableParallelism()) },
    },
  });
  return {
    seed: values.seed === undefined ? undefined : whole('seed', values.seed, 0),
    from: whole('from', values.from, 0),
    count: whole('seeds', values.seeds, 1),
    workers: whole('workers', values.workers, 1),
  };
}

function whole(name, text, least) {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  throw new TypeError(
    `--${name}: expected a whole number >= ${least}, got ${JSON.stringify(text)}`,
  );
}

/** The simulator with all of core that it needs, as one module. */
async function bundled(scratch) {
  const outfile = join(scratch, 'simulator.mjs');
  await build({
    stdin: {
      contents: `export * from './run-seed.js'; export * from './describe-history.js';`,
      resolveDir: folder,
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['@flowgraft/source'],
    // Asking the operating system for the load of each simulated process would cost more than the rest.
    define: { 'globalThis.process': 'undefined' },
    outfile,
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return pathToFileURL(outfile).href;
}

async function showSeed(bundle, seed) {
  const { seedRunner, describeHistory } = await import(bundle);
  const { workflows, profile, history, violations, elapsedMs } = await seedRunner().run(seed);
  console.log(JSON.stringify({ profile, workflows }, null, 1));
  console.log(describeHistory(history).join('\n'));
  console.log(`\nseed ${seed}: ${history.length} entries, ${elapsedMs / 1000} virtual seconds`);
  for (const { rule, message, entry } of violations) {
    console.log(`FAIL  ${rule}${entry === undefined ? '' : ` at ${entry}`}: ${message}`);
  }
  if (violations.length === 0) console.log('ok    every rule was kept');
  return violations.length === 0 ? 0 : 1;
}

async function playSeeds(bundle, { from, count, workers }) {
  const startedAt = performance.now();
  const failures = [];
  let next = from;
  let played = 0;
  let shownAt = startedAt;
  const rate = () => (played / (performance.now() - startedAt)) * 1000;
  const take = () => {
    const size = failures.length >= MOST_FAILURES ? 0 : Math.min(BATCH, from + count - next);
    const batch = { from: next, to: next + size };
    next += size;
    return batch;
  };
  const took = ({ played: more, failed }) => {
    played += more;
    for (const failure of failed) {
      failures.push(failure);
      console.log(`FAIL  seed ${failure.seed}: ${failure.said}\n      ${failure.command}`);
    }
    if (performance.now() - shownAt < 2000 && played < count) return;
    shownAt = performance.now();
    console.log(
      `${played} of ${count} seeds, ${failures.length} failed, ${rate().toFixed(0)} seeds/s`,
    );
  };
  await Promise.all(Array.from({ length: workers }, () => runWorker(bundle, take, took)));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(
    `${played} seeds in ${seconds} s (${rate().toFixed(0)} seeds/s), ${failures.length} failed`,
  );
  return failures.length === 0 && played === count ? 0 : 1;
}

function runWorker(bundle, take, took) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), {
      workerData: bundle,
      resourceLimits: { maxYoungGenerationSizeMb: 64 },
    });
    const send = () => {
      const batch = take();
      worker.postMessage(batch.from === batch.to ? undefined : batch);
    };
    worker.on('message', (result) => {
      took(result);
      send();
    });
    worker.on('error', reject);
    worker.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`)),
    );
    send();
  });
}

async function work(bundle) {
  const { seedRunner } = await import(bundle);
  const runner = seedRunner();
  parentPort.on('message', (batch) => {
    if (batch === undefined) parentPort.close();
    else void play(runner, batch).then((played) => parentPort.postMessage(played));
  });
}

async function play(runner, batch) {
  const failed = [];
  for (let seed = batch.from; seed < batch.to; seed++) {
    const { violations, command } = await runner.run(seed);
    const [first] = violations;
    if (first !== undefined)
      failed.push({ seed, command, said: `${first.rule}: ${first.message}` });
  }
  return { played: batch.to - batch.from, failed };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { chromium } from 'playwright';
import { build, preview } from 'vite';
import { chromiumArguments, findChromium } from '../../tools/chromium.mjs';
import { median, quantile } from '../harness/statistics.mjs';

const root = fileURLToPath(new URL('../canvas', import.meta.url));
const xyflow = fileURLToPath(
  new URL('../../packages/react/node_modules/@xyflow/react', import.meta.url),
);
const contestants = ['flowgraft', 'xyflow'];
const cycles = { whole: 500, quick: 20 };

/** The canvas of the editor in a real browser, beside xyflow as its documentation begins. */
export async function measureCanvas(bench) {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('There is no Chromium: see CONTRIBUTING.md');
  const outDir = mkdtempSync(join(tmpdir(), 'flowgraft-bench-canvas-'));
  const open = [];
  try {
    const server = await serve(outDir);
    open.push(server);
    const browser = await chromium.launch({ executablePath, args: chromiumArguments });
    open.push(browser);
    bench.note(`Chromium ${browser.version()}, 1280 x 800`);
    const [url] = server.resolvedUrls.local;
    await measureParts({ ...bench, rounds: Math.min(bench.rounds, 5), browser, url });
  } finally {
    for (const opened of open.toReversed()) await opened.close();
    rmSync(outDir, { recursive: true, force: true });
  }
}

async function measureParts(bench) {
  for (const [name, measure] of Object.entries(parts))
    if (bench.only.length === 0 || bench.only.includes(name)) await measure(bench);
}

const parts = {
  async mount(bench) {
    const large = await each(bench, (page, name) => mounted(page, name, 1_000));
    bench.report('canvas.mount1000.ms', figuresOf(large, 'ms'), 'flowgraft');
    bench.report('canvas.mount1000.elements', figuresOf(large, 'elements'), 'flowgraft');
    const huge = await each(bench, (page, name) => mounted(page, name, 5_000), ['flowgraft']);
    bench.report('canvas.mount5000.ms', figuresOf(huge, 'ms'), 'flowgraft');
  },
  async drag(bench) {
    const dragged = await each(bench, dragOne);
    bench.report('canvas.drag.p95Ms', figuresOf(dragged, 'p95'), 'flowgraft');
    bench.report('canvas.drag.renders', figuresOf(dragged, 'renders'), 'flowgraft');
  },
  async status(bench) {
    const seconds = bench.scale < 1 ? 1 : 4;
    const live = await each(bench, (page, name) => sendStatuses(page, name, seconds));
    bench.report('canvas.status.busyPercent', figuresOf(live, 'busy'), 'flowgraft');
  },
  async cycles(bench) {
    const count = bench.scale < 1 ? cycles.quick : cycles.whole;
    const measure = (page, name) => openAndClose(page, name, count);
    const kept = await each({ ...bench, rounds: 1 }, measure, ['flowgraft']);
    bench.report('canvas.cycle.keptBytes', figuresOf(kept, 'bytes'), 'flowgraft');
  },
};

/** Built as an app of a host would be, from the sources: the packages do not export the parts that are measured. */
async function serve(outDir) {
  const shared = { root, configFile: false, logLevel: 'error' };
  await build({
    ...shared,
    plugins: [react()],
    resolve: {
      conditions: ['@flowgraft/source', 'browser', 'module', 'production'],
      alias: { '@xyflow/react': xyflow },
      dedupe: ['react', 'react-dom'],
    },
    build: { outDir, emptyOutDir: true },
  });
  return preview({ ...shared, build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
}

/** A page of its own for each contestant and round, in turn. @returns what each measured, by name. */
async function each({ browser, url, rounds }, measure, names = contestants) {
  const measured = new Map(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      const failures = [];
      page.on('pageerror', (error) => failures.push(error.message));
      await page.goto(url);
      await page.waitForFunction(() => 'bench' in globalThis);
      measured.get(name).push(await measure(page, name));
      if (failures.length > 0) throw new Error(`${name}: ${failures.join('; ')}`);
      await page.close();
    }
  }
  return measured;
}

function mounted(page, name, count) {
  return page.evaluate(
    ([contestant, nodes]) => globalThis.bench.mount(contestant, nodes),
    [name, count],
  );
}

/** One card, 40 steps of the mouse. */
async function dragOne(page, name) {
  await mounted(page, name, 1_000);
  const box = await page.locator('[data-id="n1"] .fg-card__icon').boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.evaluate(() => globalThis.bench.startWatching());
  await page.mouse.down();
  for (let step = 1; step <= 40; step += 1) await page.mouse.move(x + step * 3, y + step * 4);
  await page.mouse.up();
  const { gaps, renders } = await page.evaluate(() => globalThis.bench.stopWatching());
  return { p95: quantile(gaps, 0.95), renders };
}

/** 3,000 changes of status a second: the share of the time that the page's thread is busy. */
async function sendStatuses(page, name, seconds) {
  await mounted(page, name, 1_000);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const before = await metricsOf(session);
  const sent = await page.evaluate((duration) => globalThis.bench.send(duration), seconds);
  const after = await metricsOf(session);
  if (sent === 0) throw new Error(`${name}: nothing was sent`);
  const wall = after.Timestamp - before.Timestamp;
  return { busy: (100 * (after.TaskDuration - before.TaskDuration)) / wall };
}

/** Bytes of the heap that stay for each canvas that was opened and closed, once it is warm. */
async function openAndClose(page, name, count) {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const open = async (times) => {
    for (let time = 0; time < times; time += 1) {
      await mounted(page, name, 50);
      await page.evaluate(() => globalThis.bench.unmount());
    }
    await session.send('HeapProfiler.collectGarbage');
    await session.send('HeapProfiler.collectGarbage');
    return (await metricsOf(session)).JSHeapUsedSize;
  };
  const warm = await open(10);
  return { bytes: ((await open(count)) - warm) / count };
}

async function metricsOf(session) {
  const { metrics } = await session.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

function figuresOf(measured, key) {
  return new Map(
    [...measured].map(([name, results]) => {
      const values = results.map((result) => result[key]);
      return [name, { median: median(values), min: Math.min(...values), max: Math.max(...values) }];
    }),
  );
}

/** The pages of the product: built when a source has changed, kept in memory, `index.html` for every address of the client's. */

import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import type { MiddlewareHandler } from 'hono';

const root = fileURLToPath(new URL('../..', import.meta.url));
const dist = join(root, 'dist');

const sources = [
  'src/client',
  'index.html',
  'package.json',
  'vite.config.ts',
  '../../packages/react/src',
  '../../packages/server/src',
  '../../packages/core/src',
  '../../pnpm-lock.yaml',
];

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** @returns what answers requests for pages; builds them first when there are none of the sources as they are now. */
export async function builtPages(): Promise<MiddlewareHandler> {
  const built = await build();
  const index = readFileSync(join(built, 'index.html'));
  const assets = new Map(
    readdirSync(join(built, 'assets')).map((name) => [
      `/assets/${name}`,
      readFileSync(join(built, 'assets', name)),
    ]),
  );
  return async ({ req, body, notFound }) => {
    const asset = assets.get(req.path);
    if (asset !== undefined) {
      return body(asset, 200, {
        'content-type': types[extname(req.path)] ?? 'application/octet-stream',
        'cache-control': 'public, max-age=31536000, immutable',
      });
    }
    if (req.path.startsWith('/assets/')) return notFound();
    const headers = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' };
    return body(index, 200, headers);
  };
}

/**
 * Several processes may start at once: each builds into a folder of its own, which then gets the name of the state of
 * the sources in one step.
 */
async function build(): Promise<string> {
  const newestChange = Math.max(...sources.map((source) => changedAt(join(root, source))));
  const built = join(dist, `of-${Math.floor(newestChange)}`);
  if (existsSync(built)) return built;
  mkdirSync(dist, { recursive: true });
  for (const name of readdirSync(dist)) removeOld(join(dist, name));
  const making = mkdtempSync(join(dist, 'making-'));
  const vite = join(
    dirname(createRequire(import.meta.url).resolve('vite/package.json')),
    'bin/vite.js',
  );
  const wanted = ['build', '--logLevel', 'error', '--outDir', making, '--emptyOutDir'];
  try {
    await promisify(execFile)(process.execPath, [vite, ...wanted], {
      cwd: root,
      env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS: '' },
    });
    renameSync(making, built);
  } catch (thrown) {
    rmSync(making, { recursive: true, force: true });
    // Unless another process was quicker.
    if (!existsSync(built)) throw thrown;
  }
  return built;
}

/** Removes what was built more than an hour ago: nobody is still reading it. */
function removeOld(path: string): void {
  const hour = 60 * 60 * 1000;
  if (Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > hour) {
    rmSync(path, { recursive: true, force: true });
  }
}

/** When the newest file below that path was changed, in milliseconds; tests are in no page. */
function changedAt(path: string): number {
  const stats = statSync(path);
  if (!stats.isDirectory()) return /\.(?:test|fixture)\.tsx?$/.test(path) ? 0 : stats.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => changedAt(join(path, name))));
}

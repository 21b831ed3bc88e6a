import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Servers are started from what is installed. Where tests must not be left out, they run, and fail. */
const hasServers =
  process.env['CI'] !== undefined ||
  (isThere('redis-server') && (isThere('initdb') || existsSync('/usr/lib/postgresql')));

function isThere(program: string): boolean {
  return spawnSync(program, ['--version']).status === 0;
}

interface Part {
  readonly name: string;
  readonly figures: Readonly<Record<string, number>>;
  readonly violations: readonly { readonly rule: string; readonly shown: readonly string[] }[];
  /** Where the evidence was kept. */
  readonly kept?: string;
}

async function play(...args: readonly string[]): Promise<{ code: number; parts: readonly Part[] }> {
  const program = ['tools/chaos/run.mjs', '--short', '--json', ...args];
  const child = spawn(process.execPath, program, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (data: string) => (text += data));
  const [code] = (await once(child, 'close')) as [number];
  const { parts } = JSON.parse(text) as { readonly parts: readonly Part[] };
  return { code, parts };
}

const longEnough = 300_000;

describe.skipIf(!hasServers)('runs on servers and in workers that are killed', () => {
  it(
    'are not lost, not committed twice, and repeat no more than crashes explain',
    async () => {
      const { code, parts } = await play();

      expect(parts.map(({ name, violations }) => ({ name, violations }))).toEqual([
        { name: 'postgres-kill', violations: [] },
        { name: 'redis-kill', violations: [] },
        { name: 'cut', violations: [] },
      ]);
      expect(code).toBe(0);
      const [kill, redis, cut] = parts.map(({ figures }) => figures);
      expect(kill).toMatchObject({ runs: 300, kills: 10 });
      expect(redis).toMatchObject({ runs: 100, kills: 3, serverCrashes: 2 });
      expect(cut?.['cutAnswers']).toBeGreaterThan(0);
    },
    longEnough,
  );

  it(
    'are found to be lost when steps begin before their cause is written',
    async () => {
      const { code, parts } = await play('--part', 'postgres-kill', '--defect', 'answersEarly');

      for (const { kept } of parts) if (kept !== undefined) rmSync(kept, { recursive: true });
      expect(code).toBe(1);
      const rules = parts.flatMap(({ violations }) => violations.map(({ rule }) => rule));
      expect(rules).toContain('no outcome is committed twice');
    },
    longEnough,
  );
});

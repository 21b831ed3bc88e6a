import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const packages = fileURLToPath(new URL('../packages', import.meta.url));

/** Sources that are published, as `core/src/model/run.ts`. */
const sources = readdirSync(packages, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter(
    (path) =>
      /^[^/]+\/src\/.*\.tsx?$/.test(path) && !/\.(test|test-d|bench|fixture)\.tsx?$/.test(path),
  );

function offences(paths: readonly string[], pattern: RegExp): readonly string[] {
  return paths.flatMap((path) =>
    readFileSync(`${packages}/${path}`, 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [],
      ),
  );
}

it('finds the sources it checks', () => {
  expect(sources).toContain('core/src/index.ts');
});

// Two engines live in one process: whatever changes hangs off the engine that the host created. What a WeakMap keeps
// belongs to its keys, which are of one engine.
it.each([
  ['variables', /^(?:export )?(?:let|var)\b/],
  [
    'collections that start empty',
    /^(?:export )?const \w+(?:: (?!readonly |Readonly)[^=]*)? = (?:new (?!WeakMap\b)\w*(?:Map|Set|Cache)\b.*\(\s*\)|\[\]|\{\});/,
  ],
])('no module keeps state in %s', (_, pattern) => {
  expect(offences(sources, pattern)).toEqual([]);
});

it('core asks the Clock port for the time, never `new Date()`', () => {
  const core = sources.filter((path) => /^core\/src\/(?!runtime\/system-)/.test(path));

  expect(offences(core, /^(?!\s*(?:\/\/|\*|\/\*)).*\bnew Date\(\s*\)/)).toEqual([]);
});

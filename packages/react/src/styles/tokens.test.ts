import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

type Tokens = Readonly<Record<string, string>>;

/** What a block sets, by its selector; of several with one selector the last is the one with the colours. */
function tokensOf(selector: string, after = ''): Tokens {
  const from = css.indexOf(after);
  const blocks = [...css.slice(from).matchAll(/([^{}]+)\{([^{}]*)\}/g)];
  const found = blocks.filter(
    ([, name = '']) => name.trim().split('\n').at(-1)?.trim() === selector,
  );
  const body = found.find(([, , text = '']) => text.includes('--fg-surface:'))?.[2] ?? '';
  return Object.fromEntries(
    [...body.matchAll(/(--fg-[\w-]+):\s*([^;]+);/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
}

const light = tokensOf('.fg-root');
const dark = tokensOf(".fg-root[data-fg-scheme='dark']");
const contrast = tokensOf(".fg-root[data-fg-scheme='contrast']");
const schemes = Object.entries({ light, dark, contrast });

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function ratio(tokens: Tokens, front: string, back: string): number {
  const [a, b] = [front, back].map((name) => luminance(tokens[`--fg-${name}`] ?? '#000000'));
  const [low = 0, high = 0] = [a ?? 0, b ?? 0].toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const surfaces = ['surface', 'surface-raised', 'surface-sunken', 'surface-hover', 'canvas'];
const texts = [
  ...surfaces.flatMap((back) => [
    ['text', back],
    ['text-muted', back],
  ]),
  ...['surface', 'surface-raised', 'surface-hover'].flatMap((back) =>
    ['accent', 'success', 'warning', 'danger', 'info', 'running'].map((front) => [front, back]),
  ),
  ...['success', 'warning', 'danger', 'info'].map((name) => [name, `${name}-soft`]),
  ...['accent', 'success', 'warning', 'danger', 'info'].map((name) => ['text', `${name}-soft`]),
  ...['yellow', 'blue', 'green', 'red', 'grey'].map((colour) => ['text', `note-${colour}`]),
  ['accent', 'accent-soft'],
  ['text-muted', 'accent-soft'],
  ['text-on-accent', 'accent'],
  ['text-on-accent', 'accent-hover'],
] as [string, string][];

describe.each(schemes)('the colours of the scheme %s', (name, tokens) => {
  it('are all there', () => {
    expect(Object.keys(tokens)).toEqual(Object.keys(light));
  });

  it('let text be read', () => {
    const least = name === 'contrast' ? 7 : 4.5;
    const poor = texts.filter(([front, back]) => ratio(tokens, front, back) < least);
    expect(poor).toEqual([]);
  });

  it('let borders of fields, edges and the focus be seen', () => {
    const poor = ['border-strong', 'focus', 'edge', 'edge-active', 'accent'].flatMap((front) =>
      ['surface', 'surface-raised', 'canvas']
        .filter((back) => ratio(tokens, front, back) < 3)
        .map((back) => [front, back]),
    );
    expect(poor).toEqual([]);
  });
});

it('has the same colours where the device decides', () => {
  const system = ".fg-root[data-fg-scheme='system']";
  expect(tokensOf(system, '(prefers-color-scheme: dark)')).toEqual(dark);
  expect(tokensOf(system, '(prefers-contrast: more)')).toEqual(contrast);
});

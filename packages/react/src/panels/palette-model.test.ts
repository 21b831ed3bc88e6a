import { createCatalogue } from '@flowgraft/core/document';
import { describe, expect, it } from 'vitest';
import { english } from '../language/en.js';
import type { MessageKey } from '../language/message.js';
import { createTexts } from '../language/text.js';
import { testManifests } from '../testing/manifests.fixture.js';
import { paletteGroups, paletteItems } from './palette-model.js';
import { searchScore } from './search-match.js';

const catalogue = createCatalogue(testManifests);
const texts = createTexts(english);
const items = paletteItems(texts, catalogue, () => true);

describe('paletteItems', () => {
  it('offers the newest version of what the user may use', () => {
    expect(items.find(({ key }) => key === 'http.request')?.manifest?.version).toBe(2);
    const few = paletteItems(texts, catalogue, (type) => type.startsWith('flow.'));
    expect(few.every(({ key }) => key.startsWith('flow.'))).toBe(true);
  });

  it('says what the host calls a node type', () => {
    const own = createTexts(english, { ['nodes.mail.send.title' as MessageKey]: 'Write a letter' });
    expect(paletteItems(own, catalogue, () => true).map(({ title }) => title)).toContain(
      'Write a letter',
    );
  });
});

describe('paletteGroups', () => {
  it('begins with what was used last', () => {
    const [first] = paletteGroups(texts, items, { query: '', recent: ['mail.send', 'gone'] });
    expect(first?.items.map(({ key }) => key)).toEqual(['mail.send']);
  });

  it('finds by title, key word and beginnings of words', () => {
    const found = (query: string): string[] =>
      paletteGroups(texts, items, { query, recent: [] }).flatMap((group) =>
        group.items.map(({ key }) => key),
      );
    expect(found('http')[0]).toBe('http.request');
    expect(found('rest')).toContain('http.request');
    expect(found('htreq')).toContain('http.request');
    expect(found('for each')[0]).toBe('flow.forEach');
    expect(found('zzz')).toEqual([]);
  });
});

it('passes over case and accents', () => {
  expect(searchScore('ETAT', [{ text: 'l’état', weight: 1 }])).toBeGreaterThan(0);
  expect(searchScore('x', [{ text: 'état', weight: 1 }])).toBe(0);
});

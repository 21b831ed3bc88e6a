import { describe, expect, it } from 'vitest';

import {
  migrateDocument,
  type DocumentFormat,
  type UncheckedDocument,
} from './migrate-document.js';

/** Three versions that never were: `title` became `name`, then `nodes` became a list. */
const format: DocumentFormat = {
  current: 3,
  steps: new Map<number, (document: UncheckedDocument) => UncheckedDocument>([
    [1, ({ ['title']: name, ...rest }) => ({ ...rest, name })],
    [2, ({ ['nodes']: nodes, ...rest }) => ({ ...rest, nodes: Object.values(nodes as object) })],
  ]),
};

describe('migrateDocument', () => {
  it.each([
    [1, { schema: 1, title: 'T', nodes: { a: 1 } }],
    [2, { schema: 2, name: 'T', nodes: { a: 1 } }],
    [3, { schema: 3, name: 'T', nodes: [1] }],
  ])('leads from version %d to the current one', (_version, document) => {
    expect(migrateDocument(document, format)).toEqual({
      ok: true,
      document: { schema: 3, name: 'T', nodes: [1] },
    });
  });

  it('does not change the document that it is given', () => {
    const document = Object.freeze({ schema: 1, title: 'T', nodes: {} });

    expect(migrateDocument(document, format).ok).toBe(true);
  });

  it.each([
    [
      { schema: 4 },
      'version 4 of the document format is newer than 3, the newest that this program reads; update @flowgraft/core',
    ],
    [{ schema: 0 }, 'version 0 of the document format is not known; this program reads version 3'],
    [
      { schema: -1 },
      'version -1 of the document format is not known; this program reads version 3',
    ],
    [{ schema: '3' }, 'expected the version of the document format, 3, found "3"'],
    [{ schema: 2.5 }, 'expected the version of the document format, 3, found 2.5'],
    [{}, 'expected the version of the document format, 3, found undefined'],
    [
      Object.create({ schema: 3 }),
      'expected the version of the document format, 3, found undefined',
    ],
  ])('refuses %j', (document: object, message) => {
    expect(migrateDocument({ ...document }, format)).toEqual({
      ok: false,
      issues: [{ code: 'SCHEMA', severity: 'error', path: ['schema'], message }],
    });
  });

  it('takes version 1 as it is, and knows no other', () => {
    const document = { schema: 1, id: 'w' };

    expect(migrateDocument(document)).toEqual({ ok: true, document });
    expect(migrateDocument({ schema: 2 }).ok).toBe(false);
  });
});

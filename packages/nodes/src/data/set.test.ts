import { runNode, testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { setFields } from './set.js';

describe('data.set', () => {
  it.each(testNode(setFields))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  it('sets fields in lists, and makes what is missing on the way', async () => {
    const fields = { 'tags[0]': 'a', 'tags[1].name': 'b', 'a.b.c': 1, '["x.y"]': 2 };

    const { output } = await runNode(setFields, { fields });

    expect(output).toEqual({ tags: ['a', { name: 'b' }], a: { b: { c: 1 } }, 'x.y': 2 });
  });

  it('leaves its source as it was', async () => {
    const source = { address: { city: 'Lyon' }, tags: ['a'] };

    await runNode(setFields, { source, fields: { 'address.city': 'Paris', 'tags[0]': 'b' } });

    expect(source).toEqual({ address: { city: 'Lyon' }, tags: ['a'] });
  });

  it.each(
    [
      '["__proto__"]',
      '__proto__.polluted',
      'a.__proto__.polluted',
      'constructor.prototype.polluted',
      'a["__proto__"].polluted',
      'prototype',
    ].flatMap((path) => [
      [path, 'replace'],
      [path, 'merge'],
    ]),
  )('refuses to reach a prototype by %s (%s)', async (path, onObject) => {
    const fields = { [path]: { polluted: true } };

    await expect(runNode(setFields, { fields, onObject })).rejects.toThrow(
      'reserved by JavaScript',
    );

    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('refuses prototype keys inside merged values', async () => {
    const hostile: unknown = JSON.parse('{"a":{"__proto__":{"polluted":true}}}');

    const running = runNode(setFields, {
      source: { b: { a: { c: 1 } } },
      fields: { b: hostile },
      onObject: 'merge',
    });

    await expect(running).rejects.toThrow('reserved by JavaScript');
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it.each([
    ['into text', { source: { a: 'x' }, fields: { 'a.b': 1 } }, 'no object'],
    ['beyond the end of a list', { source: { a: [1] }, fields: { 'a[5]': 1 } }, 'list of 1 items'],
    ['by name into a list', { source: { a: [1] }, fields: { 'a.b': 1 } }, 'list of 1 items'],
    ['by a path with a gap', { fields: { 'a..b': 1 } }, 'no path'],
    ['by a path with a broken quote', { fields: { 'a["\\x"]': 1 } }, 'no path'],
    ['by an empty path', { fields: { '': 1 } }, 'no path'],
  ])('refuses to set %s', async (_title, input, message) => {
    await expect(runNode(setFields, input)).rejects.toThrow(message);
  });

  it('removes fields at any depth, and takes a missing one lightly', async () => {
    const { output } = await runNode(setFields, {
      source: { a: { b: 1, c: 2 }, d: 3 },
      remove: ['a.b', 'd', 'none.at.all'],
    });

    expect(output).toEqual({ a: { c: 2 } });
  });
});

import type { Binding, JsonSchema, NodeManifest } from '@flowgraft/core';
import { controlManifests } from '@flowgraft/core/document';
import { expect, test } from 'vitest';
import { testManifests } from '../testing/manifests.fixture.js';
import { emptyValue } from './empty-value.js';
import { fieldGroups } from './field-groups.js';
import { modeOf } from './field-mode.js';
import { readField, type Field } from './field-model.js';
import fixture from './manifests.fixture.json' with { type: 'json' };
import { variantOf } from './variant-of.js';

// Written by tools/write-manifest-fixture.mjs: the manifests of all built-in node types but the containers.
const builtIn = fixture as unknown as readonly NodeManifest[];

const manifests = [...builtIn, ...controlManifests.values(), ...testManifests];

/** All fields of a form, to a depth; `visit` sees each with its schema. */
function walk(
  schema: JsonSchema,
  root: JsonSchema,
  visit: (field: Field, schema: JsonSchema) => void,
  depth = 0,
): void {
  const field = readField(schema, root);
  visit(field, schema);
  if (depth > 6) return;
  const inner: readonly JsonSchema[] =
    field.kind === 'object'
      ? field.members.map((member) => member.schema)
      : field.kind === 'list'
        ? [field.items]
        : field.kind === 'tuple'
          ? field.items
          : field.kind === 'record'
            ? [field.values]
            : field.kind === 'union'
              ? field.variants.map((variant) => variant.schema)
              : [];
  for (const one of inner) walk(one, root, visit, depth + 1);
}

/** What no field of a form may be. */
function faultOf(field: Field, root: JsonSchema): string | null {
  if (field.kind === 'never') return 'nothing fits';
  if (field.kind === 'choice') {
    const isNamed = field.choices.every(({ label }) => label !== '');
    return field.choices.length > 0 && isNamed ? null : 'choices without names';
  }
  if (field.kind !== 'union') return null;
  // What a variant begins with is taken for that variant, or for one that is edited alike.
  const isTaken = field.variants.every((variant) => {
    const start: Binding = emptyValue(variant.schema, root);
    return field.variants[variantOf(field, start, root)]?.kind === variant.kind;
  });
  return field.variants.length > 1 && isTaken ? null : 'variants are mixed up';
}

test.each(manifests.map((manifest) => [`${manifest.type} ${manifest.version}`, manifest]))(
  'every field of %s can be filled in',
  (_name, { input }) => {
    const kinds: string[] = [];
    const faults: string[] = [];
    walk(input, input, (field, schema) => {
      kinds.push(field.kind);
      const fault = faultOf(field, input);
      if (fault !== null) faults.push(`${fault}: ${JSON.stringify(schema)}`);
    });
    expect(faults).toEqual([]);
    expect(['object', 'record']).toContain(kinds[0]);
  },
);

const kindOf = (schema: JsonSchema): string => readField(schema, schema).kind;

test.each<[string, JsonSchema]>([
  ['text', { type: 'string' }],
  ['number', { type: 'integer' }],
  ['boolean', { type: 'boolean' }],
  ['choice', { enum: ['a', 'b'] }],
  ['choice', { anyOf: [{ const: 'a' }, { const: 'b', title: 'B' }] }],
  ['constant', { const: 1 }],
  ['date', { type: 'string', format: 'date-time' }],
  ['duration', { anyOf: [{ type: 'number' }, { type: 'string' }], 'x-ui': { widget: 'duration' } }],
  ['list', { type: 'array', items: { type: 'string' } }],
  ['tuple', { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }] }],
  ['object', { type: 'object', properties: { a: {} } }],
  ['record', { type: 'object', additionalProperties: { type: 'string' } }],
  ['union', { anyOf: [{ type: 'string' }, { type: 'number' }] }],
  ['union', { type: ['string', 'number'] }],
  ['any', {}],
  ['any', true],
  ['never', false],
  ['hidden', { type: 'string', 'x-ui': { widget: 'hidden' } }],
  ['any', { type: 'object', properties: { a: {} }, 'x-ui': { widget: 'json' } }],
])('%s: %j', (kind, schema) => {
  expect(kindOf(schema)).toBe(kind);
});

test('null makes a field nullable, and is no choice of its own', () => {
  const field = readField({ anyOf: [{ type: 'string' }, { type: 'null' }], title: 'Name' }, true);
  expect(field).toMatchObject({ kind: 'text', isNullable: true, title: 'Name' });
  expect(readField({ type: ['number', 'null'] }, true)).toMatchObject({
    kind: 'number',
    isNullable: true,
  });
  expect(readField({ enum: ['a', null] }, true)).toMatchObject({
    choices: [{ value: 'a', label: 'A' }],
    isNullable: true,
  });
});

test('references are followed, also in a circle, and annotations beside them win', () => {
  const root: JsonSchema = {
    $defs: {
      tree: {
        type: 'object',
        title: 'Tree',
        properties: { children: { type: 'array', items: { $ref: '#/$defs/tree' } } },
      },
      loop: { $ref: '#/$defs/loop' },
    },
    type: 'object',
    properties: {
      tree: { $ref: '#/$defs/tree', description: 'All of it' },
      loop: { $ref: '#/$defs/loop' },
    },
  };
  const [tree, loop] = readField(root, root).kind === 'object' ? membersOf(root) : [];
  expect(readField(tree ?? false, root)).toMatchObject({
    kind: 'object',
    title: 'Tree',
    description: 'All of it',
  });
  expect(readField(loop ?? false, root).kind).toBe('any');
  let count = 0;
  walk(root, root, () => (count += 1));
  expect(count).toBeLessThan(40);
});

function membersOf(root: JsonSchema): readonly JsonSchema[] {
  const field = readField(root, root);
  return field.kind === 'object' ? field.members.map(({ schema }) => schema) : [];
}

test('allOf makes one object of its parts', () => {
  const schema: JsonSchema = {
    allOf: [
      { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] },
      { type: 'object', properties: { b: { type: 'number' } } },
    ],
  };
  expect(readField(schema, schema)).toMatchObject({
    kind: 'object',
    members: [
      { name: 'a', isRequired: true },
      { name: 'b', isRequired: false },
    ],
  });
});

test('variants are told apart by their constant, or by the key that only they need', () => {
  const auth: JsonSchema = {
    oneOf: [
      { type: 'object', properties: { type: { const: 'none' } }, required: ['type'] },
      {
        type: 'object',
        properties: { type: { const: 'basic' }, user: { type: 'string' } },
        required: ['type', 'user'],
      },
    ],
  };
  const field = readField(auth, auth);
  expect(field).toMatchObject({
    discriminator: 'type',
    variants: [{ title: 'None' }, { title: 'Basic' }],
  });
  expect(field.kind === 'union' && variantOf(field, { type: 'basic' }, auth)).toBe(1);
  const group: JsonSchema = {
    anyOf: [
      { type: 'object', properties: { all: { type: 'array' } }, required: ['all'] },
      { type: 'object', properties: { any: { type: 'array' } }, required: ['any'] },
      { type: 'boolean' },
    ],
  };
  const groups = readField(group, group);
  expect(groups).toMatchObject({ variants: [{ title: 'All' }, { title: 'Any' }, { title: null }] });
  expect(groups.kind === 'union' && variantOf(groups, { any: [] }, group)).toBe(1);
  expect(groups.kind === 'union' && variantOf(groups, true, group)).toBe(2);
});

test('choices have the labels of the hints, and else their value in words', () => {
  const labels = { 'utf-8': 'UTF-8' };
  const field = readField({ enum: ['utf-8', 'other'], 'x-ui': { labels } }, true);
  expect(field).toMatchObject({ choices: [{ label: 'UTF-8' }, { label: 'Other' }] });
});

test('a computed field begins as an expression, and shows a plain value that it has', () => {
  const field = readField({ type: 'boolean', 'x-ui': { computed: true } }, true);
  expect(modeOf(field, undefined)).toBe('expression');
  expect(modeOf(field, false)).toBe('value');
});

test('members stand by their order, in their groups', () => {
  const schema: JsonSchema = {
    type: 'object',
    properties: {
      rare: { 'x-ui': { group: 'advanced' } },
      last: { 'x-ui': { group: 'More' } },
      first: { 'x-ui': { order: 1 } },
      plain: {},
    },
  };
  const field = readField(schema, schema);
  const groups = field.kind === 'object' ? fieldGroups(field.members) : [];
  const names = groups.map(({ heading, members }) => [heading, members.map(({ name }) => name)]);
  expect(names).toEqual([
    [null, ['first', 'plain']],
    ['More', ['last']],
    ['advanced', ['rare']],
  ]);
});

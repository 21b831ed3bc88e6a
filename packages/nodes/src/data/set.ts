/** `data.set`: builds an object, or changes one. */

import { defineNode, type FieldHints } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import {
  parseFieldPath,
  readField,
  refuseName,
  withField,
  withoutField,
} from '../values/field-path.js';
import { isRecord } from '../values/value-kind.js';
import { fieldSchema } from './items.js';

/** Begins as a plain value; data comes by an expression. */
const valueField = { 'x-ui': { widget: 'json' } satisfies FieldHints };

type Fields = Readonly<Record<string, unknown>>;

/** Builds an object from named values, starting from nothing or from another object. */
export const setFields = defineNode({
  type: 'data.set',
  version: 1,
  title: 'Set fields',
  description: 'Builds an object from values, or sets fields of an object that is there already.',
  category: 'data',
  icon: 'pencil-line',
  keywords: ['edit', 'assign', 'object', 'merge'],
  effect: 'pure',
  input: z.strictObject({
    source: z
      .record(z.string(), z.unknown())
      .default({})
      .describe('Object to start from; its other fields are kept. An empty object when absent.')
      .meta(shownAs('Start from', { computed: true })),
    fields: z
      .record(z.string(), z.unknown().meta(valueField))
      .default({})
      .describe('Values by the path of the field they are set at, such as address.city or tags[0].')
      .meta(shownAs('Fields', { widget: 'keyValue' })),
    remove: z
      .array(fieldSchema)
      .default([])
      .describe('Paths of fields to leave out, before others are set.')
      .meta(shownAs('Fields to leave out', { widget: 'tags', placeholder: 'address.street' })),
    onObject: z
      .enum(['replace', 'merge'])
      .default('replace')
      .describe('What happens when both the old and the new value are objects.')
      .meta(
        shownAs('When both are objects', {
          group: 'advanced',
          labels: { replace: 'Replace the old one', merge: 'Merge them' },
        }),
      ),
  }),
  output: z.record(z.string(), z.unknown()).describe('The object that was built.'),
  run({ source, fields, remove, onObject }) {
    const kept = remove.reduce<unknown>(
      (made, text) => withoutField(made, parseFieldPath(text)),
      source,
    );
    const made = Object.entries(fields).reduce((before, [text, value]) => {
      const path = parseFieldPath(text);
      const item = onObject === 'merge' ? mergeDeep(readField(before, path), value) : value;
      return withField(before, path, item);
    }, kept);
    return made as Fields;
  },
  examples: [
    {
      title: 'sets fields at paths and keeps the others',
      input: {
        source: { id: 7, address: { city: 'Lyon', street: 'Rue A' }, draft: true },
        fields: { 'address.city': 'Paris', total: 40 },
        remove: ['draft'],
      },
      output: { id: 7, address: { city: 'Paris', street: 'Rue A' }, total: 40 },
    },
    {
      title: 'merges objects',
      input: {
        source: { address: { city: 'Lyon', street: 'Rue A' } },
        fields: { address: { city: 'Paris' } },
        onObject: 'merge',
      },
      output: { address: { city: 'Paris', street: 'Rue A' } },
    },
  ],
});

function mergeDeep(before: unknown, after: unknown): unknown {
  if (!isRecord(before) || !isRecord(after)) return after;
  const merged = new Map<string, unknown>(Object.entries(before));
  for (const [key, value] of Object.entries(after)) {
    refuseName(key);
    merged.set(key, mergeDeep(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

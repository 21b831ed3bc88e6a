import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { createCatalogue } from '../packages/core/src/graph/catalogue.js';
import { validateWorkflow } from '../packages/core/src/graph/validate-workflow.js';
import { defaultDocumentLimits } from '../packages/core/src/model/document-limits.js';
import { workflowDocumentSchema } from '../packages/core/src/model/document-schema.js';
import type { JsonSchema } from '../packages/core/src/model/json-schema.js';
import type { NodeManifest } from '../packages/core/src/node/manifest.js';

const page = readFileSync(new URL('../docs/workflow-document.md', import.meta.url), 'utf8');
const examples = [...page.matchAll(/^```json\n(.*?)^```$/gms)].map(
  ([, text = '']) => JSON.parse(text) as Readonly<Record<string, unknown>>,
);

const text: JsonSchema = { type: 'string' };
const object = (properties: Record<string, JsonSchema>): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

function shop(name: string, input: JsonSchema, outputs: Record<string, JsonSchema>): NodeManifest {
  return {
    type: `shop.${name}`,
    version: 1,
    text: { title: name, description: '' },
    textKey: `shop.${name}`,
    category: 'shop',
    keywords: [],
    effect: 'idempotent',
    input,
    inputPorts: ['in'],
    outputs,
    needs: [],
    credentials: {},
    migratesFrom: [],
    examples: [],
    options: [],
  };
}

const order = object({ total: { type: 'number' }, email: text });
const catalogue = createCatalogue(
  [
    shop('fetchOrder', object({ orderId: text }), { out: order }),
    shop('sendEmail', object({ to: text, text }), { out: {} }),
    shop('triage', object({ total: { type: 'number' } }), { small: {}, large: {} }),
    shop('approve', object({}), { out: object({ ok: { type: 'boolean' } }) }),
    shop('ship', object({}), { out: {} }),
    shop('draft', object({ remarks: text }), { out: object({ text }) }),
    shop('check', object({ text }), {
      out: object({ remarks: text }),
      again: object({ remarks: text }),
    }),
    shop('publish', object({}), { out: {} }),
    shop('charge', { type: 'object', properties: { amount: { type: 'number' } } }, { out: {} }),
    shop('log', object({ text }), { out: {} }),
    shop('poll', object({ attempt: { type: 'integer' } }), {
      out: object({ done: { type: 'boolean' } }),
    }),
    shop('reserve', object({ sku: text }), { out: object({ reservation: text }) }),
    shop('release', object({ reservation: text }), { out: {} }),
  ],
  (id) => (id === 'order' ? { input: object({ orderId: text }) } : undefined),
);

/** A node on its own stands for a workflow of that one node. */
function asDocument(example: Readonly<Record<string, unknown>>): unknown {
  return 'schema' in example ? example : { schema: 1, id: 'example', nodes: [example], edges: [] };
}

describe('docs/workflow-document.md', () => {
  it('has examples', () => {
    expect(examples.length).toBeGreaterThanOrEqual(6);
  });

  it.each(examples.map((example) => [String(example['id']), example] as const))(
    'shows a sound example: %s',
    (_id, example) => {
      expect(validateWorkflow(asDocument(example), catalogue)).toEqual([]);
    },
  );

  it.each(
    Object.entries<number>({ ...defaultDocumentLimits }).map(([name, limit]) => [
      name,
      limit.toLocaleString('en-US'),
    ]),
  )('names the limit for %s, %s', (_name, limit) => {
    expect(page.slice(page.indexOf('## Limits'))).toContain(limit);
  });

  it('names every field', () => {
    const shown = new Set([...page.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name));
    const everything = {
      schema: 1,
      id: 'a',
      nodes: [{ id: 'n', type: 't', version: 1, x: 1 }],
      edges: [{ from: 'n', to: 'n', x: 1 }],
      x: 1,
      settings: { x: 1 },
    };

    const refused = workflowDocumentSchema.safeParse(everything).error?.issues ?? [];
    const known = refused.flatMap(({ message }) =>
      [...message.matchAll(/"(\w+)"/g)].map(([, name]) => name),
    );

    expect(refused).toHaveLength(4);
    expect(known.filter((name) => name !== 'x' && !shown.has(name))).toEqual([]);
  });
});

/** The schema of a binding's value, as far as the document says it. */

import { checkExpression, checkTemplate, type ExpressionCheck } from '../expression/check.js';
import type { ExpressionTypes } from '../expression/finding.js';
import type { ExpressionReference } from '../expression/references.js';
import type { Binding } from '../model/document.js';
import type { JsonSchema } from '../model/json-schema.js';
import { bindingForm, type BindingText } from './binding-form.js';
import { followPath, readText, textKey } from './binding-text.js';
import { schemaSize } from './json-schema-member.js';
import { nodeSchema } from './node-schema.js';
import type { Roots, Validation } from './validation.js';

/** The schema of what `binding` gives where `roots` can be read; `true` when that is not known. */
export function inferBinding(validation: Validation, binding: Binding, roots: Roots): JsonSchema {
  const form = bindingForm(binding);
  switch (form.kind) {
    case 'scalar':
    case 'literal':
      return { const: form.value };
    case 'list':
      return {
        type: 'array',
        prefixItems: form.items.map((item) => inferBinding(validation, item, roots)),
        items: false,
        minItems: form.items.length,
        maxItems: form.items.length,
      };
    case 'object': {
      const members = Object.entries(form.members).map(
        ([name, member]) => [name, inferBinding(validation, member, roots)] as const,
      );
      return {
        type: 'object',
        properties: Object.fromEntries(members),
        required: members.map(([name]) => name),
        additionalProperties: false,
      };
    }
    case 'secret':
      return { type: 'string' };
    case 'malformed':
      return true;
    case 'reference':
    case 'expression':
    case 'template': {
      const read = readText(form, validation.texts);
      return read.ok ? inferText(validation, form, read.references, roots).schema : true;
    }
  }
}

const nothingKnown: ExpressionCheck = { schema: true, findings: [] };

/**
 * The schema of the value of an expression, a template or a reference.
 *
 * @param references - What `readText` found in it.
 */
export function inferText(
  validation: Validation,
  form: BindingText,
  references: readonly ExpressionReference[],
  roots: Roots,
): ExpressionCheck {
  const { kind, text } = form;
  if (kind === 'reference') {
    const path = references[0]?.path ?? [];
    const start = rootSchema(validation, path, roots);
    const end = followPath(start.schema, path.slice(start.length), validation.budget);
    return { schema: end.ok ? end.schema : true, findings: [] };
  }
  const isSameEverywhere = references.every(({ path: [root = ''] }) => globalRoots.has(root));
  const known = isSameEverywhere ? validation.inferred.get(textKey(form)) : undefined;
  if (known !== undefined) return known;
  const types = typesFor(validation, references, roots);
  if (types === undefined) return nothingKnown;
  const check = kind === 'expression' ? checkExpression : checkTemplate;
  const inferred = check(text, types);
  if (isSameEverywhere) validation.inferred.set(textKey(form), inferred);
  return inferred;
}

/** Names that mean the same wherever they can be read. */
const globalRoots: ReadonlySet<string> = new Set(['input', 'run', 'nodes']);

/** The schemas of the names that an expression reads; `undefined` when looking at them would cost too much. */
function typesFor(
  validation: Validation,
  references: readonly ExpressionReference[],
  roots: Roots,
): ExpressionTypes | undefined {
  const types: Record<string, JsonSchema> = {};
  const nodes = new Map<string, JsonSchema>();
  for (const { path } of references) {
    const [root = '', id] = path;
    const { schema } = rootSchema(validation, path, roots);
    validation.budget.steps -= schemaSize(schema, validation.sizeOf);
    if (root === 'nodes' && id !== undefined) nodes.set(id, schema);
    else types[root] = schema;
  }
  if (nodes.size > 0) types['nodes'] = { type: 'object', properties: Object.fromEntries(nodes) };
  return validation.budget.steps < 0 ? undefined : types;
}

/** The schema that a path starts from, and how many of its keys lead there. */
export function rootSchema(
  validation: Validation,
  [root = '', id = '']: readonly string[],
  roots: Roots,
): { readonly schema: JsonSchema; readonly length: number } {
  if (root !== 'nodes' || !roots.has('nodes'))
    return { schema: roots.get(root) ?? true, length: 1 };
  const place = validation.scopes.places.get(id);
  return { schema: place === undefined ? true : nodeSchema(validation, place), length: 2 };
}

/** Infers what an expression gives from the schemas of its data, and reports what cannot work. */

import type { JsonSchema, JsonSchemaObject } from '../model/json-schema.js';
import type {
  Argument,
  ArrowFunctionExpression,
  CallExpression,
  ExpressionNode,
  Pattern,
  Property,
  SpreadElement,
} from './ast.js';
import type { ExpressionFinding, ExpressionTypes } from './finding.js';
import { expressionFunctionTable } from './functions.js';
import { tableName } from './place.js';
import { constantTable } from './math-functions.js';
import { type MethodKind, methodTables } from './methods.js';
import { boundNames, staticKeyOf } from './references.js';
import { resultType } from './result-type.js';
import {
  type SchemaKind,
  alternativesOf,
  anyOfSchemas,
  itemsOf,
  kindOfSchema,
  missingSchema,
  propertyOf,
  schemaOfType,
} from './schema-types.js';

export interface Inference {
  readonly types: ExpressionTypes;
  readonly locals: ReadonlyMap<string, JsonSchema>;
  readonly report: (finding: ExpressionFinding) => void;
}

const number: JsonSchema = { type: 'number' };
const string: JsonSchema = { type: 'string' };
const boolean: JsonSchema = { type: 'boolean' };

/** The schema of a node's value; everything that it holds is checked on the way. */
export function inferSchema(node: ExpressionNode, inference: Inference): JsonSchema {
  switch (node.type) {
    case 'Literal':
      return { const: node.value };
    case 'RegExpLiteral':
      return true;
    case 'Identifier':
      return inferName(node.name, node.start, inference);
    case 'TemplateLiteral':
      for (const expression of node.expressions) inferSchema(expression, inference);
      return string;
    case 'ArrayExpression':
      return { type: 'array', items: inferItems(node.elements, inference) };
    case 'ObjectExpression':
      return inferObject(node.properties, inference);
    case 'ChainExpression':
      return inferSchema(node.expression, inference);
    case 'MemberExpression':
      return inferMember(node, inference);
    case 'CallExpression':
      return inferCall(node, inference);
    case 'UnaryExpression':
    case 'BinaryExpression':
    case 'LogicalExpression':
    case 'ConditionalExpression':
      return inferOperation(node, inference);
  }
}

function inferName(
  name: string,
  position: number,
  { types, locals, report }: Inference,
): JsonSchema {
  const local = locals.get(name);
  if (local !== undefined) return local;
  if (Object.hasOwn(constantTable, name))
    return constantTable[name] === undefined ? missingSchema : number;
  if (Object.hasOwn(types, name)) return types[name] as JsonSchema;
  const known = Object.keys(types).slice(0, 12).join(', ');
  report({
    code: 'EXPRESSION_REFERENCE',
    severity: 'error',
    position,
    message: `"${name}" is not defined; there are: ${known}`,
  });
  return true;
}

function inferItems(
  elements: readonly (ExpressionNode | SpreadElement)[],
  inference: Inference,
): JsonSchema {
  if (elements.length === 0) return true;
  return anyOfSchemas(
    elements.map((element) =>
      element.type === 'SpreadElement'
        ? itemsOf(inferSchema(element.argument, inference))
        : inferSchema(element, inference),
    ),
  );
}

function inferObject(
  list: readonly (Property | SpreadElement)[],
  inference: Inference,
): JsonSchema {
  const properties: Record<string, JsonSchema> = {};
  let open = false;
  for (const property of list) {
    if (property.type === 'SpreadElement') {
      inferSchema(property.argument, inference);
      open = true;
      continue;
    }
    if (property.computed) inferSchema(property.key, inference);
    const value = inferSchema(property.value, inference);
    const key =
      property.key.type === 'Identifier'
        ? property.key.name
        : String((property.key as { value?: unknown }).value);
    if (property.computed) open = true;
    else properties[key] = value;
  }
  // After a spread or a computed key any property may be another one.
  return open
    ? { type: 'object' }
    : {
        type: 'object',
        properties,
        required: Object.keys(properties),
        additionalProperties: false,
      };
}

type Operation = Extract<
  ExpressionNode,
  { type: 'UnaryExpression' | 'BinaryExpression' | 'LogicalExpression' | 'ConditionalExpression' }
>;

function inferOperation(node: Operation, inference: Inference): JsonSchema {
  switch (node.type) {
    case 'UnaryExpression': {
      const free = node.argument.type === 'Identifier' && node.operator === 'typeof';
      if (!free) inferSchema(node.argument, inference);
      return node.operator === '!' ? boolean : node.operator === 'typeof' ? string : number;
    }
    case 'ConditionalExpression':
      inferSchema(node.test, inference);
      return anyOfSchemas([
        inferSchema(node.consequent, inference),
        inferSchema(node.alternate, inference),
      ]);
    case 'LogicalExpression':
      return anyOfSchemas([inferSchema(node.left, inference), inferSchema(node.right, inference)]);
    case 'BinaryExpression':
      return inferBinary(node, inference);
  }
}

function inferBinary(
  node: Operation & { type: 'BinaryExpression' },
  inference: Inference,
): JsonSchema {
  const sides = [node.left, node.right].map((side) => ({
    side,
    schema: inferSchema(side, inference),
  }));
  const { operator } = node;
  if (['==', '!=', '===', '!==', 'in'].includes(operator)) return boolean;
  for (const { side, schema } of sides) refuseKinds(schema, side, operator, inference);
  if (['<', '<=', '>', '>='].includes(operator)) return boolean;
  if (operator !== '+') return number;
  const kinds = sides.map(({ schema }) => kindsOf(schema));
  if (kinds.some((kind) => kind?.length === 1 && kind[0] === 'string')) return string;
  return kinds.every((kind) =>
    kind?.every((one) => one === 'number' || one === 'boolean' || one === 'null'),
  )
    ? number
    : true;
}

function kindsOf(schema: JsonSchema): (SchemaKind | undefined)[] | undefined {
  return alternativesOf(schema)?.map(kindOfSchema);
}

/** Objects and arrays have no place beside an operator that calculates, compares or joins. */
function refuseKinds(
  schema: JsonSchema,
  node: ExpressionNode,
  operator: string,
  { report }: Inference,
): void {
  const kinds = kindsOf(schema);
  if (
    kinds === undefined ||
    kinds.length === 0 ||
    !kinds.every((kind) => kind === 'object' || kind === 'array')
  )
    return;
  const message = `an ${String(kinds[0])} cannot stand beside "${operator}"; use one of its fields or JSON.stringify(…)`;
  report({ code: 'EXPRESSION_TYPE', severity: 'error', position: node.start, message });
}

function inferMember(
  node: ExpressionNode & { type: 'MemberExpression' },
  inference: Inference,
): JsonSchema {
  const { object, property, computed } = node;
  if (tableName(node, inference.locals) !== undefined) return number;
  const owner = inferSchema(object, inference);
  if (computed) inferSchema(property, inference);
  const key = staticKeyOf(node);
  const parts = alternativesOf(owner);
  if (parts === undefined) return true;
  if (key === undefined)
    return anyOfSchemas(
      parts.map((part) => (kindOfSchema(part) === 'array' ? itemsOf(part) : true)),
    );
  const found = parts.flatMap((part) => lookUp(part, key));
  if (found.length > 0) return anyOfSchemas(found);
  // A part that may be null or missing is only a fault when nothing else is left.
  const objects = parts.filter((part) => kindOfSchema(part) !== 'null');
  if (objects.length > 0) report(objects[0] as JsonSchemaObject, key, property.start, inference);
  return true;
}

function lookUp(part: JsonSchemaObject, key: string): JsonSchema[] {
  const kind = kindOfSchema(part);
  if (kind === 'object') {
    const lookup = propertyOf(part, key);
    return lookup.found ? [lookup.schema] : [];
  }
  if (key === 'length' && (kind === 'array' || kind === 'string')) return [number];
  if (/^\d+$/.test(key) && kind === 'array') return [itemsOf(part)];
  return /^\d+$/.test(key) && kind === 'string' ? [string] : [];
}

function report(part: JsonSchemaObject, key: string, position: number, inference: Inference): void {
  const known = Object.keys(part.properties ?? {})
    .slice(0, 12)
    .join(', ');
  const hint = known === '' ? '' : `; there are: ${known}`;
  const message = `there is no "${key}" in this ${String(kindOfSchema(part))}${hint}`;
  inference.report({ code: 'EXPRESSION_REFERENCE', severity: 'error', position, message });
}

function inferCall(node: CallExpression, inference: Inference): JsonSchema {
  const { callee } = node;
  const name = tableName(callee, inference.locals);
  if (name !== undefined) {
    const [first] = node.arguments;
    const list = first === undefined ? true : inferArgument(first as ExpressionNode, inference);
    inferArguments(node.arguments.slice(1), itemsOf(list), inference);
    return name === 'sortBy' || name === 'unique' ? list : schemaOfType(resultType('', name));
  }
  return inferMethod(node, callee as ExpressionNode & { type: 'MemberExpression' }, inference);
}

function inferMethod(
  node: CallExpression,
  callee: ExpressionNode & { type: 'MemberExpression' },
  inference: Inference,
): JsonSchema {
  const receiver = inferSchema(callee.object, inference);
  const name = staticKeyOf(callee) as string;
  const results = inferArguments(node.arguments, itemsOf(receiver), inference, name);
  const kinds = kindsOf(receiver)?.filter(
    (kind): kind is SchemaKind => kind !== undefined && kind !== 'null',
  );
  if (kinds === undefined || kinds.length === 0) return true;
  const owners = kinds.filter((kind) => Object.hasOwn(methodTables[kind] ?? {}, name));
  if (owners.length === 0) {
    const message = `${kinds.map(String).join(' or ')} has no method "${name}"`;
    inference.report({
      code: 'EXPRESSION_TYPE',
      severity: 'error',
      position: callee.property.start,
      message,
    });
    return true;
  }
  if (name === 'map' && results !== undefined) return { type: 'array', items: results };
  return anyOfSchemas(
    owners.map((kind) => {
      const type = resultType(kind as MethodKind, name);
      if (type === 'items') return { type: 'array', items: itemsOf(receiver) };
      return type === 'item' ? itemsOf(receiver) : schemaOfType(type);
    }),
  );
}

/** Infers every argument; gives the schema of what a function among them returns. */
function inferArguments(
  list: readonly Argument[],
  item: JsonSchema,
  inference: Inference,
  method = '',
): JsonSchema | undefined {
  let result: JsonSchema | undefined;
  for (const argument of list) {
    if (argument.type === 'ArrowFunctionExpression')
      result = inferArrow(argument, item, inference, method);
    else inferArgument(argument, inference);
  }
  return result;
}

function inferArgument(argument: ExpressionNode | SpreadElement, inference: Inference): JsonSchema {
  if (argument.type === 'SpreadElement') {
    inferSchema(argument.argument, inference);
    return true;
  }
  const name = tableName(argument, inference.locals);
  const isFunction = name !== undefined && Object.hasOwn(expressionFunctionTable, name);
  return isFunction ? true : inferSchema(argument, inference);
}

function inferArrow(
  { params, body }: ArrowFunctionExpression,
  item: JsonSchema,
  inference: Inference,
  method: string,
): JsonSchema {
  const locals = new Map(inference.locals);
  const folding = method === 'reduce' || method === 'reduceRight';
  const comparing = method === 'sort' || method === 'toSorted';
  const kinds: readonly JsonSchema[] = folding
    ? [true, item, number]
    : comparing
      ? [item, item]
      : [item, number, true];
  const replacing = method === 'replace' || method === 'replaceAll';
  for (const [index, param] of params.entries())
    bind(param, replacing ? true : (kinds[index] ?? true), locals);
  return inferSchema(body, { ...inference, locals });
}

function bind(pattern: Pattern, schema: JsonSchema, locals: Map<string, JsonSchema>): void {
  if (pattern.type === 'Identifier') {
    locals.set(pattern.name, schema);
    return;
  }
  const parts = alternativesOf(schema);
  const [only] = parts ?? [];
  if (
    pattern.type === 'ObjectPattern' &&
    parts?.length === 1 &&
    only !== undefined &&
    kindOfSchema(only) === 'object'
  ) {
    for (const { key, value } of pattern.properties) {
      const lookup = propertyOf(only, key);
      bind(value, lookup.found ? lookup.schema : missingSchema, locals);
    }
    return;
  }
  for (const name of boundNames(pattern)) locals.set(name, true);
}

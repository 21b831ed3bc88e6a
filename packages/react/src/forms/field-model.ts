/** What a form shows for a JSON Schema: one field per schema; the fields inside are read when they are shown. */

import type {
  FieldHints,
  FieldWidget,
  JsonSchema,
  JsonSchemaObject,
  JsonValue,
} from '@flowgraft/core';
import { humanize } from './humanize.js';
import { alternativesOf, annotationsOf, resolveSchema } from './resolve-schema.js';

interface FieldBase<Kind extends string> {
  readonly kind: Kind;
  /** References followed, `null` taken out. */
  readonly schema: JsonSchemaObject;
  readonly title: string | undefined;
  readonly description: string | undefined;
  /** What counts when nothing is filled in; `undefined` when the schema says nothing. */
  readonly defaultValue: JsonValue | undefined;
  readonly hints: FieldHints;
  /** It may also be `null`. */
  readonly isNullable: boolean;
}

type TextWidget = 'text' | 'textarea' | 'password' | 'code' | 'markdown' | 'color';

export interface TextField extends FieldBase<'text'> {
  readonly widget: TextWidget;
  readonly format: string | undefined;
}

export interface NumberField extends FieldBase<'number'> {
  readonly isInteger: boolean;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  readonly isSlider: boolean;
}

export interface Choice {
  readonly value: JsonValue;
  readonly label: string;
}

export interface ChoiceField extends FieldBase<'choice'> {
  readonly choices: readonly Choice[];
  readonly isRadio: boolean;
}

interface ConstantField extends FieldBase<'constant'> {
  readonly value: JsonValue;
}

export interface DateField extends FieldBase<'date'> {
  readonly precision: 'date' | 'datetime' | 'time';
}

export interface ListField extends FieldBase<'list'> {
  readonly items: JsonSchema;
  readonly minItems: number;
  readonly maxItems: number;
  /** Short texts, edited in one line. */
  readonly isTags: boolean;
}

export interface TupleField extends FieldBase<'tuple'> {
  readonly items: readonly JsonSchema[];
}

export interface Member {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly isRequired: boolean;
  readonly hints: FieldHints;
}

export interface ObjectField extends FieldBase<'object'> {
  /** In the order in which they are shown. */
  readonly members: readonly Member[];
}

export interface RecordField extends FieldBase<'record'> {
  readonly values: JsonSchema;
}

export interface Variant {
  readonly schema: JsonSchemaObject;
  /** What tells it from the others, in words; `null` when only its kind does. */
  readonly title: string | null;
  readonly kind: Field['kind'];
}

export interface UnionField extends FieldBase<'union'> {
  readonly variants: readonly Variant[];
  /** The key whose constant names the variant. */
  readonly discriminator: string | undefined;
}

export type Field =
  | TextField
  | NumberField
  | FieldBase<'boolean'>
  | ChoiceField
  | ConstantField
  | DateField
  | FieldBase<'duration'>
  | ListField
  | TupleField
  | ObjectField
  | RecordField
  | UnionField
  /** Anything: edited as JSON. */
  | FieldBase<'any'>
  /** Nothing fits. */
  | FieldBase<'never'>
  | FieldBase<'hidden'>;

export type FieldKind = Field['kind'];

type Base = Omit<FieldBase<FieldKind>, 'kind'>;

/**
 * The field of a schema; never throws on any schema.
 *
 * @param root - The schema that the form is made of: where references lead to.
 */
export function readField(schema: JsonSchema, root: JsonSchema): Field {
  const resolved = resolveSchema(schema, root);
  const choices = withoutNull(resolved, root);
  const base = baseOf(choices.schema, choices.isNullable);
  if (isNever(resolved)) return { ...base, kind: 'never' };
  return byWidget(base, root) ?? byValues(base) ?? byAlternatives(base, root) ?? byType(base);
}

/** Hints of a schema; none where it has none that can be read. */
function hintsOf(schema: JsonSchemaObject): FieldHints {
  const hints = schema['x-ui'];
  return typeof hints === 'object' && hints !== null ? hints : {};
}

function baseOf(schema: JsonSchemaObject, isNullable: boolean): Base {
  return {
    schema,
    title: text(schema.title),
    description: text(schema.description),
    defaultValue: schema.default as JsonValue | undefined,
    hints: hintsOf(schema),
    isNullable,
  };
}

/** Takes `null` out of the alternatives, and the alternatives out of a schema that is left with one. */
function withoutNull(
  schema: JsonSchemaObject,
  root: JsonSchema,
): { readonly schema: JsonSchemaObject; readonly isNullable: boolean } {
  const { type } = schema;
  if (Array.isArray(type) && type.includes('null')) {
    const types = (type as readonly string[]).filter((one) => one !== 'null');
    const rest = types.length === 1 ? types[0] : types;
    return { schema: { ...schema, type: rest } as JsonSchemaObject, isNullable: true };
  }
  const alternatives = alternativesOf(schema, root);
  if (alternatives === undefined) return { schema, isNullable: false };
  const others = alternatives.filter((one) => one.type !== 'null' && one.const !== null);
  const [only] = others;
  const isNullable = others.length < alternatives.length;
  if (others.length === 1 && only !== undefined) {
    const inner = withoutNull(only, root);
    const about = annotationsOf(schema);
    return { schema: { ...inner.schema, ...about }, isNullable: isNullable || inner.isNullable };
  }
  const { anyOf: _any, oneOf: _one, ...rest } = schema;
  return { schema: { ...rest, anyOf: others }, isNullable };
}

const textWidgets: ReadonlySet<FieldWidget> = new Set([
  'text',
  'textarea',
  'password',
  'code',
  'markdown',
  'color',
]);

/** What the hint alone decides. */
function byWidget(base: Base, root: JsonSchema): Field | undefined {
  const { widget } = base.hints;
  switch (widget) {
    case 'hidden':
      return { ...base, kind: 'hidden' };
    case 'json':
      return { ...base, kind: 'any' };
    case 'duration':
      return { ...base, kind: 'duration' };
    case 'date':
    case 'datetime':
      return { ...base, kind: 'date', precision: widget };
    case 'keyValue':
      return { ...base, kind: 'record', values: valuesOf(base.schema) };
    default:
      return widget !== undefined && textWidgets.has(widget) && alternativesOf(base.schema, root)
        ? textField(base)
        : undefined;
  }
}

/** Constants and lists of values. */
function byValues(base: Base): Field | undefined {
  const { schema, hints } = base;
  const { const: constant, enum: values, anyOf } = schema;
  if (constant !== undefined) return { ...base, kind: 'constant', value: constant as JsonValue };
  const isRadio = hints.widget === 'radio';
  if (values !== undefined) {
    const choices = values
      .filter((value) => value !== null)
      .map((value) => choiceOf(value, labelIn(hints, value)));
    const isNullable = base.isNullable || values.includes(null);
    return { ...base, kind: 'choice', choices, isRadio, isNullable };
  }
  const isAllConstant = (anyOf ?? []).every(
    (one) => typeof one === 'object' && (one.const !== undefined || one.enum !== undefined),
  );
  if (anyOf === undefined || anyOf.length === 0 || !isAllConstant) return undefined;
  const choices = (anyOf as readonly JsonSchemaObject[]).flatMap((one) =>
    one.enum === undefined
      ? [choiceOf(one.const, one.title)]
      : one.enum.map((each) => choiceOf(each, labelIn(hints, each))),
  );
  return { ...base, kind: 'choice', choices, isRadio };
}

function labelIn({ labels }: FieldHints, value: unknown): string | undefined {
  return labels?.[typeof value === 'string' ? value : JSON.stringify(value)];
}

function choiceOf(value: unknown, title?: unknown): Choice {
  const label =
    text(title) ?? (typeof value === 'string' ? humanize(value) : JSON.stringify(value));
  return { value: value as JsonValue, label };
}

function byAlternatives(base: Base, root: JsonSchema): Field | undefined {
  const { schema } = base;
  const types = Array.isArray(schema.type) ? (schema.type as readonly string[]) : undefined;
  const alternatives =
    schema.anyOf ??
    types?.map((type): JsonSchema => ({ ...schema, ...noAnnotations, type }) as JsonSchemaObject);
  if (alternatives === undefined || alternatives.length === 0) return undefined;
  const schemas = alternatives.map((one) => resolveSchema(one, root));
  const discriminator = discriminatorOf(schemas, root);
  const variants = schemas.map((one): Variant => {
    const others = schemas.filter((other) => other !== one);
    return {
      schema: one,
      title: variantTitle(one, { others, discriminator, root }),
      kind: readField(one, root).kind,
    };
  });
  return { ...base, kind: 'union', variants, discriminator };
}

const noAnnotations = { title: undefined, description: undefined, default: undefined };

/** The first key that is a constant in every variant. */
function discriminatorOf(
  schemas: readonly JsonSchemaObject[],
  root: JsonSchema,
): string | undefined {
  const [first] = schemas;
  return Object.keys(first?.properties ?? {}).find((key) =>
    schemas.every((schema) => {
      const property = schema.properties?.[key];
      return property !== undefined && resolveSchema(property, root).const !== undefined;
    }),
  );
}

interface VariantPlace {
  readonly others: readonly JsonSchemaObject[];
  readonly discriminator: string | undefined;
  readonly root: JsonSchema;
}

function variantTitle(
  schema: JsonSchemaObject,
  { others, discriminator, root }: VariantPlace,
): string | null {
  const title = text(schema.title);
  if (title !== undefined) return title;
  if (schema.const !== undefined) return choiceOf(schema.const).label;
  const property = discriminator === undefined ? undefined : schema.properties?.[discriminator];
  if (property !== undefined) {
    const { const: constant, title: named } = resolveSchema(property, root);
    return choiceOf(constant, named).label;
  }
  if (schema.properties === undefined) return null;
  const own = (schema.required ?? []).filter((key) =>
    others.every(({ properties }) => properties?.[key] === undefined),
  );
  return own.length === 0 ? null : humanize(own[0] ?? '');
}

function byType(base: Base): Field {
  const { schema, hints } = base;
  switch (schema.type ?? guessType(schema)) {
    case 'string':
      return dateField(base) ?? textField(base);
    case 'number':
    case 'integer':
      return numberField(base);
    case 'boolean':
      return { ...base, kind: 'boolean' };
    case 'array':
      return listField(base);
    case 'object':
      return objectField(base);
    case 'null':
      return { ...base, kind: 'constant', value: null };
    default:
      return hints.options === undefined ? { ...base, kind: 'any' } : textField(base);
  }
}

function guessType({ properties, items, prefixItems }: JsonSchemaObject): string | undefined {
  if (properties !== undefined) return 'object';
  return items !== undefined || prefixItems !== undefined ? 'array' : undefined;
}

/** Texts longer than this deserve more than a line. */
const longText = 200;

function textField(base: Base): TextField {
  const { widget } = base.hints;
  const { maxLength, format } = base.schema;
  const isLong = typeof maxLength === 'number' && maxLength > longText;
  const isText = widget !== undefined && textWidgets.has(widget);
  return {
    ...base,
    kind: 'text',
    widget: isText ? (widget as TextWidget) : isLong ? 'textarea' : 'text',
    format: text(format),
  };
}

const datePrecision: Readonly<Record<string, DateField['precision']>> = {
  date: 'date',
  'date-time': 'datetime',
  time: 'time',
};

function dateField(base: Base): DateField | undefined {
  const { format } = base.schema;
  const isKnown = format !== undefined && Object.hasOwn(datePrecision, format);
  const precision = isKnown && base.hints.widget === undefined ? datePrecision[format] : undefined;
  return precision === undefined ? undefined : { ...base, kind: 'date', precision };
}

function numberField(base: Base): NumberField {
  const { schema, hints } = base;
  const minimum = bound(schema['minimum']);
  const maximum = bound(schema['maximum']);
  return {
    ...base,
    kind: 'number',
    isInteger: schema.type === 'integer',
    minimum,
    maximum,
    isSlider: hints.widget === 'slider' && minimum !== undefined && maximum !== undefined,
  };
}

/** A bound that means something to people: not the largest safe integer that zod writes. */
function bound(value: unknown): number | undefined {
  return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined;
}

function listField(base: Base): ListField | TupleField {
  const { items = {}, prefixItems, ...schema } = base.schema;
  if (prefixItems !== undefined && prefixItems.length > 0) {
    return { ...base, kind: 'tuple', items: prefixItems };
  }
  return {
    ...base,
    kind: 'list',
    items,
    minItems: bound(schema['minItems']) ?? 0,
    maxItems: bound(schema['maxItems']) ?? Number.POSITIVE_INFINITY,
    isTags: base.hints.widget === 'tags',
  };
}

function objectField(base: Base): Field {
  const { properties, required = [], additionalProperties } = base.schema;
  const names = Object.keys(properties ?? {});
  if (names.length === 0) {
    return additionalProperties === false
      ? { ...base, kind: 'object', members: [] }
      : { ...base, kind: 'record', values: valuesOf(base.schema) };
  }
  const members = names.map((name): Member => {
    const schema = properties?.[name] ?? true;
    const hints = typeof schema === 'object' ? hintsOf(schema) : {};
    return { name, schema, isRequired: required.includes(name), hints };
  });
  const place = ({ hints: { order } }: Member): number => order ?? Number.POSITIVE_INFINITY;
  const ordered = members.toSorted((a, b) =>
    place(a) === place(b) ? 0 : place(a) < place(b) ? -1 : 1,
  );
  return { ...base, kind: 'object', members: ordered };
}

function valuesOf({ additionalProperties, patternProperties }: JsonSchemaObject): JsonSchema {
  if (typeof additionalProperties === 'object') return additionalProperties;
  const [first] = Object.values((patternProperties ?? {}) as Record<string, JsonSchema>);
  return first ?? true;
}

function isNever(schema: JsonSchemaObject): boolean {
  const { not } = schema;
  return typeof not === 'object' && not !== null && Object.keys(not).length === 0;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

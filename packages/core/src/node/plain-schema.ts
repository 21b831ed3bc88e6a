/** Which schemas let nothing but plain JSON through. */

import type * as z from 'zod';

/** What is read of a zod schema's definition; see `$ZodTypeDef` of zod 4. */
interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly catchall?: z.ZodType;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly values?: readonly unknown[];
}

const maxDepth = 20;

/**
 * True when whatever the schema gives can be stored as it is, so that it need not be walked again: scalars,
 * and objects (made anew by zod, with their known keys only), lists and unions of such.
 *
 * False means only that nothing is known.
 */
export function isPlainSchema(schema: z.ZodType, depth = 0): boolean {
  const definition = schema._zod.def as unknown as Definition;
  if (scalars.has(definition.type)) return true;
  const isPlain = (inner: z.ZodType | undefined): boolean =>
    inner !== undefined && depth < maxDepth && isPlainSchema(inner, depth + 1);
  switch (definition.type) {
    case 'literal':
      return (definition.values ?? []).every((value) => typeof value !== 'bigint');
    case 'object':
      return isClosed(definition) && Object.values(definition.shape ?? {}).every(isPlain);
    case 'array':
      return isPlain(definition.element);
    case 'nullable':
    case 'optional':
    case 'readonly':
      return isPlain(definition.innerType);
    case 'union':
      return (definition.options ?? []).every(isPlain);
    default:
      return false;
  }
}

const scalars: ReadonlySet<string> = new Set(['string', 'number', 'boolean', 'null', 'enum']);

/** True when zod drops or refuses keys that the schema does not name. */
function isClosed({ catchall }: Definition): boolean {
  return catchall === undefined || catchall._zod.def.type === 'never';
}

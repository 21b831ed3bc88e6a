/** Parts that several schemas are made of. */

import type { Issue, JsonValue, RunError } from '@flowgraft/core';
import * as z from 'zod';

/** Says in the OpenAPI document what a schema of a value looks like that core has checked, or has made. */
export function shaped<T>(schema: z.ZodType, id: string, description: string): z.ZodType<T> {
  return schema.meta({ id, description }) as unknown as z.ZodType<T>;
}

/** Any JSON. What a request carries is JSON already when a schema sees it. */
export const jsonValue = z.unknown() as unknown as z.ZodType<JsonValue>;

/** Epoch milliseconds. */
export const time = z.int().meta({ description: 'Epoch milliseconds (UTC).' });

export const issue = shaped<Issue>(
  z.looseObject({
    code: z.string(),
    severity: z.enum(['error', 'warning']),
    path: z.array(z.union([z.string(), z.number()])),
    nodeId: z.string().optional(),
    position: z.int().optional(),
    message: z.string(),
  }),
  'Issue',
  'One finding about a document or an input; `path` leads to the value.',
);

export const runError = shaped<RunError>(
  z.looseObject({
    category: z.string(),
    message: z.string(),
    code: z.string().optional(),
    step: z.string().optional(),
  }),
  'RunError',
  'What went wrong in a step or a run.',
);

/** The size of a page, out of a query. */
export function pageLimit(most: number, usual: number): z.ZodOptional<z.ZodType<number>> {
  const text = `1 to ${most}; ${usual} when absent.`;
  return (z.coerce.number().int().min(1).max(most) as unknown as z.ZodType<number>)
    .meta({ description: text })
    .optional();
}

export const cursor = z
  .string()
  .max(2_048)
  .optional()
  .meta({ description: 'Where the page begins, as the page before said.' });

export const pageQuery = z.object({ cursor, limit: pageLimit(200, 50) });

/** A list, and where its next page begins. */
export function pageOf<Item extends z.ZodType>(
  item: Item,
  id: string,
): z.ZodObject<{ items: z.ZodArray<Item>; cursor: z.ZodNullable<z.ZodString> }> {
  return z
    .object({
      items: z.array(item),
      cursor: z.string().nullable().meta({ description: '`null` on the last page.' }),
    })
    .meta({ id });
}

/** Text that a store may keep as a name: 1 to 255 characters of well-formed Unicode without U+0000. */
export const storedName = z
  .string()
  .min(1)
  .max(255)
  .refine(isStorable, { error: 'expected well-formed text without U+0000' });

/** True for text that every store keeps as it is. */
export function isStorable(text: string): boolean {
  // With the flag `u` a surrogate is only found where it stands alone.
  return !text.includes('\0') && !/\p{Surrogate}/u.test(text);
}

/** What the list nodes have in common: their input, and errors that name the item. */

import { isNodeError, NodeError } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { parseFieldPath, readField, type FieldPath } from '../values/field-path.js';

/** The list that a list node works on. */
export const itemsSchema = z
  .array(z.unknown())
  .describe('The list to work on, usually the output of an earlier node.')
  .meta(shownAs('List'));

/** A path as it stands in an input. */
export const fieldSchema = z.string().min(1);

/** Reads one field of items; without a path, the item itself. */
export function fieldReader(field: string | undefined): (item: unknown) => unknown {
  if (field === undefined) return (item) => item;
  const path: FieldPath = parseFieldPath(field);
  return (item) => readField(item, path);
}

/** `work` on every item; an error says which item it was. Items count from 1, as people count. */
export function mapItems<T>(items: readonly unknown[], work: (item: unknown) => T): T[] {
  return items.map((item, index) => {
    try {
      return work(item);
    } catch (error) {
      if (!isNodeError(error)) throw error;
      const { category, details } = error;
      const message = `Item ${index + 1}: ${error.message}`;
      throw new NodeError({ category, message, details, cause: error });
    }
  });
}

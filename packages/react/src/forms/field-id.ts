import { pathKey, type FieldPath } from './field-path.js';

/** The id of the element that edits a field; `-label`, `-hint` and `-problem` belong to it. */
export function fieldId(idPrefix: string, path: FieldPath): string {
  return `${idPrefix}-${pathKey(path).replaceAll(/[^\w-]/g, '_')}`;
}

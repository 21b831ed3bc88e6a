/** What a schema's values are, in words. */

import type { JsonSchema } from '@flowgraft/core';
import type { Texts } from '../language/text.js';
import { schemaKinds } from './schema-members.js';

/** `text`, `a number or nothing`. */
export function typeText(schema: JsonSchema, texts: Texts): string {
  const kinds = [...schemaKinds(schema)];
  const words = kinds.slice(0, 3).map((kind) => texts(`forms.type.${kind}`));
  return words.length === 0 ? texts('forms.type.any') : words.join(texts('forms.type.or'));
}

/** What a field of a node type is called. */

import type { JsonSchema } from '@flowgraft/core';
import { humanize } from '../forms/humanize.js';

/** The title that the schema gives a member of it, else its name in words; of what the schema does not name, the name. */
export function fieldTitle(schema: JsonSchema | undefined, name: string): string {
  const members = typeof schema === 'object' ? (schema.properties ?? {}) : {};
  if (!Object.hasOwn(members, name)) return name;
  const member = members[name];
  const title = typeof member === 'object' ? member.title : undefined;
  return typeof title === 'string' && title !== '' ? title : humanize(name);
}

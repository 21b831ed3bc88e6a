/** Fields under their headings. */

import type { Member } from './field-model.js';

export interface FieldGroup {
  /** `null`: those without a heading, which come first. */
  readonly heading: string | null;
  readonly members: readonly Member[];
}

/** The group of rarely used fields. */
export const advancedGroup = 'advanced';

/** Groups in the order in which their first fields stand; the advanced one last. */
export function fieldGroups(members: readonly Member[]): FieldGroup[] {
  const groups = new Map<string | null, Member[]>([[null, []]]);
  for (const member of members) {
    const heading = member.hints.group ?? null;
    const group = groups.get(heading);
    if (group === undefined) groups.set(heading, [member]);
    else group.push(member);
  }
  const advanced = groups.get(advancedGroup);
  groups.delete(advancedGroup);
  if (advanced !== undefined) groups.set(advancedGroup, advanced);
  return [...groups]
    .filter(([, group]) => group.length > 0)
    .map(([heading, group]) => ({ heading, members: group }));
}

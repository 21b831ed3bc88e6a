/** Where the keys of a prefix end, for indexes that sort by UTF-8 bytes. */

const lastCodePoint = 0x10ffff;

/** The least text above all that begin with `prefix`; `null` when nothing is above them. */
export function prefixEnd(prefix: string): string | null {
  const points = Array.from(prefix, (character) => character.codePointAt(0) as number);
  while (points.at(-1) === lastCodePoint) points.pop();
  const last = points.pop();
  if (last === undefined) return null;
  // The halves of surrogate pairs between these two are no characters.
  const next = last === 0xd7ff ? 0xe000 : last + 1;
  return String.fromCodePoint(...points, next);
}

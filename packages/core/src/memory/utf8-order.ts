/** The order of texts by their UTF-8 bytes: what databases sort by, and what lists by key promise. */

/** Negative, zero or positive, as `Array.prototype.sort` wants it. */
export function compareUtf8(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let index = 0; index < end; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Moves halves of surrogate pairs, which stand for the highest code points, above all other UTF-16 units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

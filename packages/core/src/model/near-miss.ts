/** The known name that somebody probably meant. */

/** Longer names are typed by machines, or are not names. */
const maxNameLength = 64;

/**
 * The name in `known` nearest to `given`: equal but for case and punctuation, or a few typing errors away.
 * `undefined` when none is near.
 *
 * Takes time proportional to the number of names; callers with many names and many questions set a budget.
 */
export function nearMiss(given: string, known: Iterable<string>): string | undefined {
  if (given.length > maxNameLength) return undefined;
  const plainGiven = plain(given);
  const allowed = given.length <= 4 ? 1 : given.length <= 8 ? 2 : 3;
  let best: string | undefined;
  let bestDistance = allowed + 1;
  for (const name of known) {
    if (plain(name) === plainGiven) return name;
    if (Math.abs(name.length - given.length) >= bestDistance) continue;
    const distance = editDistance(given, name);
    if (distance >= bestDistance) continue;
    best = name;
    bestDistance = distance;
  }
  return best;
}

/** `; did you mean "fetch"?`, or nothing: the end of a message about an unknown name. */
export function didYouMean(given: string, known: Iterable<string>): string {
  const name = nearMiss(given, known);
  return name === undefined ? '' : `; did you mean ${JSON.stringify(name)}?`;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[^a-z\d]/g, '');
}

/**
 * Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`.
 *
 * @see F. J. Damerau, "A technique for computer detection and correction of spelling errors", CACM 7(3), 1964.
 */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let cost = Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + (isSame ? 0 : 1));
      if (a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, at(beforeLast, j - 2) + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}

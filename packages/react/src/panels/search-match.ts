/** How well texts fit what somebody typed. */

/** Without case and accents, as people search. */
export function plain(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLocaleLowerCase();
}

export interface SearchField {
  readonly text: string;
  /** How much a find in it counts: a title more than a description. */
  readonly weight: number;
}

/**
 * How well the fields fit the query: 0 when a word of it fits none of them, more for better. A word fits at the beginning of
 * a word best, then inside of one, then as letters in their order ("htreq" fits "HTTP request").
 */
export function searchScore(query: string, fields: readonly SearchField[]): number {
  const words = plain(query).split(/\s+/).filter(Boolean);
  let total = 0;
  for (const word of words) {
    const best = Math.max(0, ...fields.map(({ text, weight }) => weight * fit(word, plain(text))));
    if (best === 0) return 0;
    total += best;
  }
  return words.length === 0 ? 1 : total;
}

function fit(word: string, text: string): number {
  if (text === word) return 10;
  if (text.startsWith(word)) return 8;
  const at = text.indexOf(word);
  if (at > 0) return /[\p{L}\p{N}]/u.test(text.charAt(at - 1)) ? 3 : 6;
  return word.length >= 3 && hasLettersInOrder(word, text) ? 1 : 0;
}

/** Each letter of the word at the beginning of a word of the text, or right behind the letter before. */
function hasLettersInOrder(word: string, text: string): boolean {
  const starts = text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const from = (letter: number, start: number): boolean => {
    if (letter === word.length) return true;
    for (let index = start; index < starts.length; index += 1) {
      const shared = sharedLength(word.slice(letter), starts[index] ?? '');
      for (let length = shared; length > 0; length -= 1) {
        if (from(letter + length, index + 1)) return true;
      }
    }
    return false;
  };
  return from(0, 0);
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

/** The items that fit, best first; in their own order where they fit alike. */
export function bestMatches<Item>(
  items: readonly Item[],
  query: string,
  fieldsOf: (item: Item) => readonly SearchField[],
): Item[] {
  return items
    .map((item) => ({ item, score: searchScore(query, fieldsOf(item)) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ item }) => item);
}

/** Text patterns with `*` and `?`: safe where a regular expression of a user's would not be. */

/**
 * True when the whole `text` fits `pattern`: `*` stands for any characters, `?` for one.
 *
 * Takes at most `text.length * pattern.length` steps, whatever the pattern: it remembers only the last `*`,
 * since an earlier one can always give way to it.
 *
 * @see K. J. Krauss, "Matching Wildcards: An Algorithm", Dr. Dobb's, 2008.
 */
export function matchesWildcard(text: string, pattern: string): boolean {
  let [at, look] = [0, 0];
  let star: { readonly look: number; at: number } | undefined;
  while (at < text.length) {
    const wanted = pattern[look];
    if (wanted === '*') {
      star = { look, at };
      look += 1;
    } else if (wanted === '?' || wanted === text[at]) {
      at += 1;
      look += 1;
    } else if (star !== undefined) {
      star.at += 1;
      at = star.at;
      look = star.look + 1;
    } else {
      return false;
    }
  }
  while (pattern[look] === '*') look += 1;
  return look === pattern.length;
}

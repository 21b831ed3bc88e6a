/** How many columns a text takes in a terminal. */

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Ranges of wide characters: Hangul, CJK, full-width forms, emoji (Unicode East Asian Width W and F, in short). */
const wide =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{1F300}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;
const controls = /\p{Cc}+/gu;
const control = /\p{Cc}/u;

/** `text` without characters that would move the cursor or change the terminal, on one line. */
export function printable(text: string): string {
  return text.replace(controls, ' ').trim();
}

export function textWidth(text: string): number {
  let columns = 0;
  for (const { segment } of segmenter.segment(text)) columns += segmentWidth(segment);
  return columns;
}

/** `text` in at most `columns` columns, with `…` where it was cut. */
export function clip(text: string, columns: number): string {
  if (columns <= 0) return '';
  if (textWidth(text) <= columns) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    used += segmentWidth(segment);
    if (used > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** `text` in exactly `columns` columns. */
export function fit(text: string, columns: number): string {
  const clipped = clip(text, columns);
  return clipped + ' '.repeat(Math.max(0, columns - textWidth(clipped)));
}

function segmentWidth(segment: string): number {
  if (control.test(segment)) return 0;
  return wide.test(segment) ? 2 : 1;
}

/** The rows that are on the screen and one that has to be drawn all the same: the focus would be lost with it. */
export function withRow(shown: readonly number[], row: number, count: number): number[] {
  if (row >= count || shown.includes(row)) return [...shown];
  return [...shown, row].toSorted((a, b) => a - b);
}

/** Paths into a run's data, as expressions write them. */

const identifier = /^[A-Za-z_$][\w$]*$/;

/** `['nodes', 'my-id', 'output', 0]` → `nodes["my-id"].output[0]`. */
export function pathText(path: readonly (string | number)[]): string {
  return path.map((key, index) => keyText(key, index === 0)).join('');
}

/** One key, as it stands behind what it belongs to: `.name`, `["a-b"]`, `[0]`. */
export function keyText(key: string | number, isFirst = false): string {
  if (typeof key === 'number') return `[${key}]`;
  if (!identifier.test(key)) return `[${JSON.stringify(key)}]`;
  return isFirst ? key : `.${key}`;
}

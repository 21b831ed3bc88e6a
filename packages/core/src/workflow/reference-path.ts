/** How a path to data is written in bindings and expressions. */

const identifier = /^[A-Za-z_$][A-Za-z0-9_$]*$/;
const arrayIndex = /^(?:0|[1-9]\d{0,14})$/;

/** `['nodes', 'my-id', 'output', '0', 'sku']` as `nodes["my-id"].output[0].sku`. */
export function formatReference(path: readonly string[]): string {
  const [root = '', ...keys] = path;
  return keys.reduce((text, key) => text + formatKey(key), root);
}

function formatKey(key: string): string {
  if (identifier.test(key)) return `.${key}`;
  return arrayIndex.test(key) ? `[${key}]` : `[${JSON.stringify(key)}]`;
}

/** Values as messages show them. */

const maxShown = 60;

/** `value` in one short line: JSON where there is any, else what kind of value it is. Never throws. */
export function showValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return clip(JSON.stringify(value.slice(0, maxShown + 1)));
    case 'bigint':
      return `${clip(String(value))}n`;
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? `a list of ${value.length}` : 'an object';
    case 'function':
    case 'symbol':
      return `a ${typeof value}`;
    case 'number':
    case 'boolean':
    case 'undefined':
      return String(value);
  }
}

function clip(text: string): string {
  return text.length <= maxShown ? text : `${text.slice(0, maxShown - 1)}…`;
}

/** `"a", "b" or "c"`, at most `max` of them. */
export function showNames(names: readonly string[], max = 10): string {
  const shown = names.slice(0, max).map(showValue);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

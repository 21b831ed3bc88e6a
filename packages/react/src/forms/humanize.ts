/** Words from names in code: for fields whose schema has no title. */

/** `groupBy` → `Group by`, `max_bytes` → `Max bytes`, `apiURL` → `Api URL`. Text of several words stays as it is. */
export function humanize(name: string): string {
  if (/\s/.test(name)) return name;
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .split(/[\s_.-]+/)
    .filter((word) => word !== '')
    .map((word) => (word.length > 1 && word === word.toUpperCase() ? word : word.toLowerCase()));
  const text = words.join(' ');
  return text === '' ? name : text.charAt(0).toUpperCase() + text.slice(1);
}

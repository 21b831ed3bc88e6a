/** Keeps the secrets of an attempt out of everything that is stored, logged or shown. */

/** Shorter secrets would blank out ordinary text. */
const minLength = 4;
const mask = '••••••';
const maxDepth = 64;

/**
 * Replaces every occurrence of a secret in the strings of `value`; what holds none is returned as it is.
 *
 * Maps, sets, dates and bytes are passed through untouched.
 */
export function maskSecrets<T>(value: T, secrets: Iterable<string>): T {
  const hidden = [...secrets].filter((secret) => secret.length >= minLength);
  return hidden.length === 0 ? value : (maskValue(value, hidden, 0) as T);
}

function maskValue(value: unknown, secrets: readonly string[], depth: number): unknown {
  if (typeof value === 'string') return maskText(value, secrets);
  if (typeof value !== 'object' || value === null || depth > maxDepth) return value;
  if (Array.isArray(value)) return value.map((item) => maskValue(item, secrets, depth + 1));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      maskText(key, secrets),
      maskValue(member, secrets, depth + 1),
    ]),
  );
}

function maskText(text: string, secrets: readonly string[]): string {
  return secrets.reduce((masked, secret) => masked.replaceAll(secret, mask), text);
}

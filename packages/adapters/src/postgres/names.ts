/** Names of what an installation keeps in the database: its schema, its prefix, and what follows from them. */

/** Where an installation lives. Two with different names in one database know nothing of each other. */
export interface NameOptions {
  /** Schema of all tables and functions; `flowgraft` when absent. Letters, digits and `_`. */
  readonly schema?: string | undefined;
  /** What the name of every table and function begins with; nothing when absent. Letters, digits and `_`. */
  readonly prefix?: string | undefined;
}

export interface Names {
  readonly schema: string;
  readonly prefix: string;
  /** The schema as it stands in SQL. */
  readonly quotedSchema: string;
  /** A table or function of the installation, as it stands in SQL. */
  table(name: string): string;
  /** Channel of its notifications. */
  readonly channel: string;
  /** First key of its advisory locks on workers, and of that on the limits: 32-bit numbers. */
  readonly workerLocks: number;
  readonly limitLocks: number;
}

const longestSchema = 63;
// With the longest of our own names this stays within the 63 bytes that PostgreSQL keeps of a name.
const longestPrefix = 30;

/** @throws {TypeError} for a schema or prefix that cannot be part of a name. */
export function createNames({ schema = 'flowgraft', prefix = '' }: NameOptions): Names {
  if (!isName(schema, longestSchema) || /^pg_/i.test(schema)) {
    throw new TypeError(
      `postgres: schema must be letters, digits and _, at most ${longestSchema}, and not begin with a digit or pg_, got ${JSON.stringify(schema)}`,
    );
  }
  if (prefix !== '' && !isName(prefix, longestPrefix)) {
    throw new TypeError(
      `postgres: prefix must be letters, digits and _, at most ${longestPrefix}, and not begin with a digit, got ${JSON.stringify(prefix)}`,
    );
  }
  const place = `${schema}.${prefix}`;
  return {
    schema,
    prefix,
    quotedSchema: `"${schema}"`,
    table: (name) => `"${schema}"."${prefix}${name}"`,
    channel: `flowgraft_${(hashOf(place) >>> 0).toString(16).padStart(8, '0')}`,
    workerLocks: hashOf(`workers of ${place}`),
    limitLocks: hashOf(`limits of ${place}`),
  };
}

function isName(text: unknown, longest: number): boolean {
  return (
    typeof text === 'string' && text.length <= longest && /^[A-Za-z_][A-Za-z0-9_]*$/.test(text)
  );
}

/** FNV-1a, as a signed 32-bit number: what an advisory lock takes. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash | 0;
}

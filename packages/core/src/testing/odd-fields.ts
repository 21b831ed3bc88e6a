/** Fields of log lines that a careless logger breaks on, by what is odd about them. */

type Fields = Readonly<Record<string, unknown>>;

export function cyclicFields(): Readonly<Record<string, Fields>> {
  const own: Record<string, unknown> = {};
  own['self'] = own;
  const list: unknown[] = [];
  list.push({ list });
  const map = new Map<string, unknown>();
  map.set('map', map);
  const error = new Error('caused by itself');
  error.cause = error;
  return { object: own, array: { list }, map: { map }, error: { error } };
}

export function fieldsWithoutJson(): Readonly<Record<string, Fields>> {
  return {
    bigint: { value: 2n ** 70n },
    symbol: { value: Symbol('odd'), [Symbol('key')]: 1 },
    function: { value: () => 1 },
    undefined: { value: undefined },
    number: { nan: Number.NaN, infinite: -Infinity, zero: -0 },
    date: { value: new Date(Number.NaN) },
    collection: { map: new Map([[{}, 1n]]), set: new Set([1n]), bytes: Uint8Array.of(1) },
    hole: { value: Object.assign([], { length: 3 }) as unknown },
    bare: { value: Object.create(null) as unknown },
  };
}

export function fieldsThatThrow(): Readonly<Record<string, Fields>> {
  const fail = (): never => {
    throw new Error('not readable');
  };
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const error = Object.defineProperty(new Error(), 'message', { get: fail });
  return {
    getter: Object.defineProperty({}, 'value', { get: fail, enumerable: true }),
    deepGetter: { deep: Object.defineProperty({}, 'value', { get: fail, enumerable: true }) },
    toJson: { value: { toJSON: fail } },
    text: { value: { toString: fail, valueOf: fail, [Symbol.toPrimitive]: fail } },
    error: { error },
    revoked: { proxy },
    keys: { value: new Proxy({}, { ownKeys: fail }) },
  };
}

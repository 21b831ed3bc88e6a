/** Data that references do not look into and that no JSON literal can stand for. */
export type OpaqueData =
  | string
  | number
  | boolean
  | bigint
  | symbol
  | Date
  | RegExp
  | Uint8Array
  | ArrayBuffer
  | ReadonlyMap<never, unknown>
  | ReadonlySet<never>
  | ((...parameters: never) => unknown);

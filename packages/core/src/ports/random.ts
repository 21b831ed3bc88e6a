/** Chance, as the engine sees it. */

export interface Random {
  /** A number >= 0 and < 1. */
  next(): number;
  /** `length` bytes fit for identifiers that must not be guessed. */
  bytes(length: number): Uint8Array;
}

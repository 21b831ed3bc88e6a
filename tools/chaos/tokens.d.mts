/** Types of `tokens.mjs`, for the test of the judge. */

export function pureNonce(s: string, given: readonly { readonly nonce: string }[]): string;
export function decidedNonce(s: string): string;

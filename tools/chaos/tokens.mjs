// What steps hand on: a token `{ s, v, nonce }`. `s` names the step over all runs. `v` follows from the step and from
// what it was given, so that a result that was lost or mixed up shows. `nonce` is new each time that the step does its
// work, so that two outcomes of one step are told apart.
import { numberOf } from './seeded-random.mjs';

/** Every token inside a value, in order. */
export function tokensIn(value, found = []) {
  if (typeof value !== 'object' || value === null) return found;
  if (typeof value.s === 'string' && typeof value.nonce === 'string') {
    found.push(value);
    return found;
  }
  for (const member of Object.values(value)) tokensIn(member, found);
  return found;
}

/** What a step's `v` must be, given the tokens that it read. */
export function valueOf(s, given) {
  const read = given.map(({ s: from, v }) => `${from}=${v}`).toSorted();
  return numberOf([s, ...read].join(' '));
}

/** The nonce of a step that is declared pure: it may be computed again, and must give the same. */
export function pureNonce(s, given) {
  const read = given.map(({ nonce }) => nonce).toSorted();
  return `pure-${numberOf([s, ...read].join(' '))}`;
}

/** The nonce that a person's decision about a step of unknown end brings. */
export function decidedNonce(s) {
  return `decided-${s}`;
}

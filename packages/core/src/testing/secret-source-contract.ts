/** The rules that every `SecretSource` keeps, as cases that run under any test runner. */

import type { MaybePromise } from '../model/maybe-promise.js';
import type { SecretSource } from '../ports/secrets.js';
import { check, checkEqual, checkFails } from './assert.js';
import type { ContractCase } from './contract-case.js';
import { casesOf, type Rule } from './contract-rules.js';
import { settlesWithin } from './turns.js';

/** A secret that a source holds. */
export interface HeldSecret {
  readonly tenant: string;
  readonly path: string;
  readonly value: string;
}

/** A source for one case. */
export interface SecretSourceSubject {
  readonly source: SecretSource;
  /**
   * Makes what the source asks (a vault, a network) fall silent: from then on no answer comes. Absent for a source
   * that has its secrets at hand: SC6 then always passes.
   */
  readonly silence?: (() => MaybePromise<void>) | undefined;
  /** Called when the case is over. */
  readonly dispose?: (() => MaybePromise<void>) | undefined;
}

/** Opens a source that holds these secrets and no others. */
export type OpenSecretSource = (
  secrets: readonly HeldSecret[],
) => MaybePromise<SecretSourceSubject>;

const held: readonly HeldSecret[] = [
  { tenant: 'acme', path: 'crm/api-key', value: 'acme-key' },
  { tenant: 'acme', path: 'crm/password', value: ' pässwörd "🎉" \\ $HOME %s ' },
  { tenant: 'acme', path: 'pem', value: '-----BEGIN-----\r\nMIIB\n-----END-----\n' },
  { tenant: 'globex', path: 'crm/api-key', value: 'globex-key' },
  { tenant: 'globex', path: 'only/globex', value: 'globex-only' },
];

/** Turns of the event loop in which an aborted request must have ended. */
const patience = 1_000;

const rules: readonly Rule<SecretSourceSubject>[] = [
  {
    rule: 'SC1',
    title: 'gives each secret as it is held, to the last space',
    async run({ source }) {
      for (const { tenant, path, value } of held) {
        checkEqual(await ask(source, tenant, path), value, `${tenant}: ${path}`);
      }
    },
  },
  {
    rule: 'SC2',
    title: 'gives `undefined` for a path that the tenant has no secret of',
    async run({ source }) {
      const near = ['crm', 'crm/', 'crm/api-key/', '/crm/api-key', 'crm/api-key-2', 'api-key'];
      for (const path of ['unknown', ...near, 'constructor', '__proto__', 'toString']) {
        checkEqual(await ask(source, 'acme', path), undefined, `acme: ${path}, which is not held`);
      }
    },
  },
  {
    rule: 'SC3',
    title: 'gives a tenant nothing of another',
    async run({ source }) {
      for (const [tenant, path] of [
        ['acme', 'only/globex'],
        ['globex', 'pem'],
        ['initech', 'crm/api-key'],
        ['acme/crm', 'api-key'],
        ['constructor', 'name'],
      ] as const) {
        checkEqual(await ask(source, tenant, path), undefined, `${tenant}: ${path}, not its own`);
      }
    },
  },
  {
    rule: 'SC4',
    title: 'gives each of several requests at the same time its own secret',
    async run({ source }) {
      const plain = held.filter(({ value }) => value.trim() === value);
      const asked = [...plain, ...plain];
      const answers = await Promise.all(asked.map(({ tenant, path }) => ask(source, tenant, path)));
      const expected = asked.map(({ value }) => value);
      checkEqual(answers, expected, 'the answers to requests at the same time');
    },
  },
  {
    rule: 'SC5',
    title: 'rejects with the reason of an aborted signal, or answers rightly all the same',
    async run({ source }) {
      const reason = new Error('the run was cancelled');
      const signal = AbortSignal.abort(reason);
      const asking = async (): Promise<unknown> => ask(source, 'acme', 'crm/api-key', signal);
      const answer = await asking().catch((error: unknown) => ({ error }));
      const isRight =
        answer === 'acme-key' || (answer as { error?: unknown } | undefined)?.error === reason;
      const found = answer === undefined ? 'undefined, as if there were no secret' : 'another';
      check(isRight, `a request with an aborted signal: expected its reason, found ${found}`);
    },
  },
  {
    rule: 'SC6',
    title: 'stops waiting for an answer when the signal is aborted',
    async run({ source, silence }) {
      if (silence === undefined) return;
      await silence();
      const aborting = new AbortController();
      const reason = new Error('the run was cancelled');
      const asking = ask(source, 'acme', 'crm/api-key', aborting.signal);
      const ending = checkFails(() => asking, 'a request that was aborted');
      aborting.abort(reason);
      check(await settlesWithin(ending, patience), 'a request that was aborted goes on waiting');
      const error = await ending;
      check(error === reason, `a request that was aborted: found ${String(error)}`);
    },
  },
  {
    rule: 'SC7',
    title: 'answers a request whatever became of an aborted one for the same secret',
    async run({ source }) {
      const aborting = new AbortController();
      const first = ask(source, 'acme', 'crm/api-key', aborting.signal).catch(() => undefined);
      const second = ask(source, 'acme', 'crm/api-key');
      aborting.abort(new Error('the run was cancelled'));
      await first;
      checkEqual(await second, 'acme-key', 'a request at the same time as an aborted one');
      checkEqual(await ask(source, 'acme', 'crm/api-key'), 'acme-key', 'a request after it');
    },
  },
];

async function ask(
  source: SecretSource,
  tenant: string,
  path: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<string | undefined> {
  return source.get(Object.freeze({ tenant, path, signal }));
}

/**
 * The cases that a `SecretSource` must pass: answers (SC1, SC2), tenants (SC3, SC4), signals (SC5 to SC7).
 *
 * @param open - Opens a source for each case; it holds the secrets given and no others.
 * @returns Cases whose `run` rejects with a `ContractViolation` when the rule is broken, and with the source's
 *   own error when it fails where it should not.
 *
 * @example
 * ```ts
 * const cases = secretSourceContract((secrets) => ({
 *   source: {
 *     get: ({ tenant, path }) =>
 *       secrets.find((held) => held.tenant === tenant && held.path === path)?.value,
 *   },
 * }));
 * ```
 */
export function secretSourceContract(open: OpenSecretSource): readonly ContractCase[] {
  return casesOf(rules, () => open(held));
}

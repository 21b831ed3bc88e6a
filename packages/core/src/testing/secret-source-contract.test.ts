import { describe } from 'vitest';

import type { MaybePromise } from '../model/maybe-promise.js';
import type { SecretRequest, SecretSource } from '../ports/secrets.js';
import { keepsContract, type PlantedDefect, proveContract } from './contract-defects.fixture.js';
import { untilAborted } from './fake-http.js';
import {
  type HeldSecret,
  type OpenSecretSource,
  secretSourceContract,
} from './secret-source-contract.js';
import { nextTurn } from './turns.js';

/** Secrets by tenant and path, at hand. */
function mapSource(secrets: readonly HeldSecret[]): SecretSource {
  const byKey = new Map(
    secrets.map(({ tenant, path, value }) => [JSON.stringify([tenant, path]), value]),
  );
  return { get: ({ tenant, path }) => byKey.get(JSON.stringify([tenant, path])) };
}

/** What a vault over a network does: answers later, obeys the signal, and may fall silent. */
function vault(secrets: readonly HeldSecret[]): Vault {
  const table = mapSource(secrets);
  let isSilent = false;
  const answer = async (request: SecretRequest): Promise<string | undefined> => {
    await nextTurn();
    return isSilent ? new Promise<never>(() => {}) : table.get(request);
  };
  const source: SecretSource = {
    async get(request) {
      const answering = answer(request);
      return Promise.race([untilAborted(request.signal), answering]);
    },
  };
  return { source, secrets, answer, silence: () => void (isSilent = true) };
}

interface Vault {
  readonly source: SecretSource;
  readonly secrets: readonly HeldSecret[];
  /** The answer as such, without a look at the signal. */
  readonly answer: (request: SecretRequest) => Promise<string | undefined>;
  readonly silence: () => void;
}

type Get = (request: SecretRequest) => MaybePromise<string | undefined>;

function defect(
  rule: string,
  fault: string,
  plant: (sound: Vault) => Get,
): PlantedDefect<OpenSecretSource> {
  const open: OpenSecretSource = (secrets) => {
    const sound = vault(secrets);
    return { source: { get: plant(sound) }, silence: sound.silence };
  };
  return { rule, fault, open };
}

/** Shares the answers to requests that are the same by `keyOf`, for as long as `isKept` says. */
function sharing(get: Get, keyOf: (request: SecretRequest) => string, isKept: boolean): Get {
  const answers = new Map<string, Promise<string | undefined>>();
  return (request) => {
    const key = keyOf(request);
    const answer = answers.get(key) ?? Promise.resolve(get(request));
    answers.set(key, answer);
    const forget = (): unknown => isKept || answers.delete(key);
    answer.then(forget, forget);
    return answer;
  };
}

const defects: readonly PlantedDefect<OpenSecretSource>[] = [
  defect('SC1', 'trims secrets', ({ source }) => async (request) => {
    const secret = await source.get(request);
    return secret?.trim();
  }),
  defect('SC2', 'gives an empty secret for none', ({ source, secrets }) => async (request) => {
    const isElsewhere = secrets.some(({ tenant, path }) =>
      tenant === request.tenant ? false : path === request.path,
    );
    const secret = await source.get(request);
    return request.tenant === 'acme' && !isElsewhere ? (secret ?? '') : secret;
  }),
  defect('SC2', 'finds what every object has', ({ source }) => async (request) => {
    const inherited = Reflect.get({}, request.path) as string | undefined;
    return request.tenant === 'acme' ? (inherited ?? source.get(request)) : source.get(request);
  }),
  defect(
    'SC2',
    'overlooks a slash too many',
    ({ source }) =>
      (request) =>
        source.get({ ...request, path: request.path.replace(/\/$/, '') }),
  ),
  defect('SC3', 'falls back to another tenant', ({ source }) => async (request) => {
    const own = await source.get(request);
    return own ?? source.get({ ...request, tenant: 'globex' });
  }),
  defect('SC3', 'joins tenant and path to one key', ({ source }) => (request) => {
    const [tenant = '', ...path] = `${request.tenant}/${request.path}`.split('/');
    return source.get({ ...request, tenant, path: path.join('/') });
  }),
  defect('SC4', 'shares answers between tenants', ({ answer }) => {
    const shared = sharing(answer, ({ path }) => path, false);
    return (request) => Promise.race([untilAborted(request.signal), shared(request)]);
  }),
  defect(
    'SC5',
    'tells of no secret when it is aborted',
    ({ source }) =>
      (request) =>
        request.signal.aborted ? undefined : source.get(request),
  ),
  defect(
    'SC5',
    'throws an error of its own when it is aborted',
    ({ source }) =>
      (request) =>
        request.signal.aborted ? Promise.reject(new Error('aborted')) : source.get(request),
  ),
  defect('SC6', 'does not look at the signal', ({ answer }) => answer),
  defect('SC7', 'lets one request wait for another, and fail with it', ({ source }) =>
    sharing(
      (request) => source.get(request),
      ({ tenant, path }) => JSON.stringify([tenant, path]),
      false,
    ),
  ),
  defect('SC7', 'keeps failures', ({ source }) =>
    sharing(
      (request) => source.get(request),
      ({ tenant, path }) => JSON.stringify([tenant, path]),
      true,
    ),
  ),
];

describe('the secret source contract', () => {
  proveContract(secretSourceContract, { sound: vault, defects });
});
describe('a vault', () => {
  keepsContract(secretSourceContract(vault));
});
describe('a map', () => {
  keepsContract(secretSourceContract((secrets) => ({ source: mapSource(secrets) })));
});

/** What a loader of choices works with: the same HTTP, secrets and log as attempts, without a run. */

import { FlowgraftError } from '../model/error.js';
import type { OptionsContext } from '../node/field-options.js';
import type { HttpClient, NodeLogger, SecretAccess } from '../node/node-context.js';
import { createHttpClient } from './http-client.js';
import { maskSecrets } from './mask-secrets.js';
import { nodeLogger } from './node-logger.js';
import type { Services } from './services.js';

export class LoaderContext implements OptionsContext {
  readonly tenant: string;
  readonly signal: AbortSignal;
  readonly http: HttpClient;
  readonly secrets: SecretAccess;
  readonly log: NodeLogger;
  /** Rejects with the reason once it is aborted. */
  readonly aborted: Promise<never>;
  readonly #controller = new AbortController();
  readonly #services: Services;
  readonly #revealed = new Set<string>();

  /** @param about - What every line of its log says. */
  constructor(
    {
      tenant,
      about,
    }: { readonly tenant: string; readonly about: Readonly<Record<string, unknown>> },
    services: Services,
  ) {
    this.tenant = tenant;
    this.signal = this.#controller.signal;
    this.#services = services;
    this.http = createHttpClient(services.fetch, () => this.signal);
    this.secrets = { get: (path) => this.#reveal(path) };
    this.log = nodeLogger(services.logger, { tenant, ...about }, (value) => this.mask(value));
    this.aborted = new Promise((_resolve, reject) => {
      const refuse = (): void => reject(this.signal.reason as Error);
      this.signal.addEventListener('abort', refuse, { once: true });
    });
    // Nobody may be waiting any more.
    this.aborted.catch(() => undefined);
  }

  /** Stops the loader. */
  abort(reason: Error): void {
    this.#controller.abort(reason);
  }

  /** Takes the secrets that were asked for out of something that will be seen. */
  mask<T>(value: T): T {
    return maskSecrets(value, this.#revealed);
  }

  async #reveal(path: string): Promise<string> {
    const { secrets } = this.#services;
    if (secrets === undefined) {
      const message = 'These choices need `secrets`, which createEngine was not given';
      throw new FlowgraftError('PORT_MISSING', message, { port: 'secrets' });
    }
    const secret = await secrets.get({ tenant: this.tenant, path, signal: this.signal });
    if (secret === undefined) {
      const message = `These choices need secret "${path}", which the tenant does not have`;
      throw new FlowgraftError('SECRET_NOT_FOUND', message, { path });
    }
    this.#revealed.add(secret);
    return secret;
  }
}

/** Choices of a node's field: calls the loader of its node type, with what attempts have, for a limited time. */

import { FlowgraftError } from '../model/error.js';
import { NodeError } from '../model/run-error.js';
import { toRunError } from '../model/to-run-error.js';
import { controlManifests } from '../node/control-nodes.js';
import type { OptionLoader, OptionsPage, OptionsQuery } from '../node/field-options.js';
import type { NodeRegistry } from '../node/registry.js';
import { checkLoadedOptions } from './check-loaded-options.js';
import type { OptionsRequest } from './engine-options.js';
import { LoaderContext } from './loader-context.js';
import type { Services } from './services.js';

/** A person waits for the answer: what takes longer has failed for them. */
const longestMs = 30_000;

/** For whom choices are loaded. */
export interface OptionsCall {
  readonly tenant: string;
  readonly signal: AbortSignal | undefined;
  readonly services: Services;
}

/**
 * The choices that a loader gives.
 *
 * @throws {FlowgraftError} `NODE_TYPE_NOT_FOUND`, `OPTIONS_NOT_FOUND`, `OPTIONS_FAILED`.
 */
export async function loadOptions(
  registry: NodeRegistry,
  request: OptionsRequest,
  { tenant, signal, services }: OptionsCall,
): Promise<OptionsPage> {
  const { type, version, name } = request;
  const { loader, query } = await findLoader(registry, request);
  const ctx = new LoaderContext({ tenant, about: { type, version, options: name } }, services);
  const limitMs = Math.min(longestMs, services.stepTimeoutMs);
  const timer = services.clock.setTimer(limitMs, () => ctx.abort(tooSlow(limitMs)));
  const stop = (): void => ctx.abort(stopped());
  signal?.addEventListener('abort', stop, { once: true });
  try {
    if (signal?.aborted === true) throw stopped();
    const loaded = (async () => loader(query(), ctx))();
    return checkLoadedOptions(await Promise.race([loaded, ctx.aborted]));
  } catch (thrown) {
    const error = ctx.mask(toRunError(thrown));
    const message = `The choices "${name}" of node type ${type}@${version} could not be loaded: ${error.message}`;
    throw new FlowgraftError('OPTIONS_FAILED', message, { type, version, name, error });
  } finally {
    timer.cancel();
    signal?.removeEventListener('abort', stop);
  }
}

interface FoundLoader {
  readonly loader: OptionLoader;
  /** The question in the terms of the version that answers it. */
  readonly query: () => OptionsQuery;
}

async function findLoader(
  registry: NodeRegistry,
  { type, version, name, input, search, cursor }: OptionsRequest,
): Promise<FoundLoader> {
  const serving = await registry.load(type, version);
  const isKnown = serving !== undefined || controlManifests.get(type)?.version === version;
  if (!isKnown) {
    const message = `This engine has no node type ${type}@${version}`;
    throw new FlowgraftError('NODE_TYPE_NOT_FOUND', message, { type, version });
  }
  const loader = serving?.nodeType.options.get(name);
  if (serving === undefined || loader === undefined) {
    const message = `Node type ${type}@${version} has no choices "${name}"`;
    throw new FlowgraftError('OPTIONS_NOT_FOUND', message, { type, version, name });
  }
  const migrated = (): OptionsQuery['input'] =>
    serving.migrations.reduce<OptionsQuery['input']>((older, migrate) => migrate(older), input);
  return { loader, query: () => ({ input: migrated(), search, cursor }) };
}

function tooSlow(limitMs: number): NodeError {
  return new NodeError({ category: 'timeout', message: `it took longer than ${limitMs} ms` });
}

function stopped(): NodeError {
  return new NodeError({ category: 'cancelled', message: 'it was stopped' });
}

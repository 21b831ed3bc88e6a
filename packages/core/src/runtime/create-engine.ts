/** Puts an engine together from what the host gives. */

import { memory } from '../memory/memory-backend.js';
import { durationMs, type Duration } from '../model/duration.js';
import { isPromise, type MaybePromise } from '../model/maybe-promise.js';
import { NodeRegistry, type NodeList } from '../node/registry.js';
import type { NodeNeed } from '../node/node-type.js';
import { approvalNode, delayNode, waitForSignalNode } from '../node/wait-nodes.js';
import type { Backend, Store } from '../ports/store.js';
import { checkText } from './check-options.js';
import { Committer } from './committer.js';
import type { Engine } from './engine.js';
import { EngineCore, type EngineSettings } from './engine-core.js';
import { EventSource } from './engine-events.js';
import type { EngineOptions } from './engine-options.js';
import { OpenedEngine } from './opened-engine.js';
import { ResultCache } from './result-cache.js';
import { retentionRules } from './retention.js';
import { createRunIds } from './run-id.js';
import type { Services } from './services.js';
import { SyncedClock } from './synced-clock.js';
import { systemFetch } from './system-fetch.js';
import { systemClock } from './system-clock.js';
import { systemRandom } from './system-random.js';
import { createTelemetry } from './telemetry.js';
import { WorkflowLibrary } from './workflow-library.js';

/** Node types that every engine has. */
const ownNodes: NodeList = [delayNode, waitForSignalNode, approvalNode];

/**
 * Creates an engine. Nothing runs, connects or ticks before the first call that needs it.
 *
 * @throws {TypeError} when an option is not what it should be; the message shows the value.
 * @throws {FlowgraftError} `NODE_TYPE_DUPLICATE`.
 * @example
 * const engine = createEngine({ nodes: [double] });
 * const four = await engine.run(workflow, { n: 2 });
 * await engine.close();
 */
export function createEngine<Tx = never>(options: EngineOptions<Tx> = {}): Engine<Tx> {
  const hostClock = options.clock ?? systemClock();
  const clock = new SyncedClock(hostClock);
  const services = servicesOf(options, clock);
  const registry = new NodeRegistry([ownNodes, options.nodes ?? []], needsMet(options));
  const backend: Pick<Backend, 'open'> = options.backend ?? memory();
  if (typeof backend.open !== 'function') {
    throw new TypeError('backend: expected memory(), sqlite(…) or another backend');
  }
  const newId = createRunIds(() => clock.now(), services.random);
  checkText('tenant', options.tenant ?? 'default');
  const settings: EngineSettings = {
    tenant: options.tenant ?? 'default',
    leaseMs: positiveMs(options.lease ?? '30s', 'lease'),
    pollMs: options.poll === undefined ? undefined : positiveMs(options.poll, 'poll'),
    retention: retentionRules(options.retention),
    worker: newId(),
  };
  const connect = (): MaybePromise<EngineCore> => {
    const put = (store: Store): EngineCore => {
      const library = new WorkflowLibrary(registry, store);
      for (const workflow of options.workflows ?? []) library.register(workflow);
      const committer = new Committer(store, clock, settings);
      return new EngineCore({ settings, services, clock, store, library, committer, newId });
    };
    // The store goes by the host's own clock, or by one that ours follows.
    const { random, logger } = services;
    const opened = backend.open({ clock: hostClock, random, logger });
    return isPromise(opened) ? opened.then(put) : put(opened);
  };
  return new OpenedEngine(connect, { services, settings, registry });
}

function servicesOf(options: Omit<EngineOptions, 'backend'>, clock: SyncedClock): Services {
  return {
    clock,
    random: options.random ?? systemRandom(),
    logger: options.logger ?? { log: () => undefined },
    secrets: options.secrets,
    files: options.files,
    fetch: options.fetch ?? systemFetch,
    events: new EventSource(),
    telemetry: createTelemetry(),
    cache: new ResultCache(clock),
    stepTimeoutMs: positiveMs(options.stepTimeout ?? '5m', 'stepTimeout'),
    cancelGraceMs: durationMs(options.cancelGrace ?? '5s', 'cancelGrace'),
  };
}

function needsMet({ files, secrets }: Omit<EngineOptions, 'backend'>): ReadonlySet<NodeNeed> {
  const met = new Set<NodeNeed>();
  if (files !== undefined) met.add('files');
  if (secrets !== undefined) met.add('secrets');
  return met;
}

function positiveMs(duration: Duration, name: string): number {
  const ms = durationMs(duration, name);
  if (ms <= 0)
    throw new TypeError(`${name}: expected more than 0 ms, got ${JSON.stringify(duration)}`);
  return ms;
}

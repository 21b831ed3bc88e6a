/** Results of node types that opted in, kept in this process for a while. Never errors, never with secrets. */

import { LRUCache } from 'lru-cache';

import type { StepResult } from '../graph/plan.js';
import { canonicalJson } from '../model/canonical-json.js';
import { isPromise, type MaybePromise } from '../model/maybe-promise.js';
import type { AnyNodeType } from '../node/node-type.js';
import type { Clock } from '../ports/clock.js';
import type { Outcome } from './outcome.js';

/** Results kept at once; the least recently used go first. */
const maxResults = 10_000;

export class ResultCache {
  readonly #clock: Clock;
  /** Made when a node type first asks for it: its room is set aside at once. */
  #results: LRUCache<string, StepResult> | undefined = undefined;
  /** Attempts under way, so that equal ones at the same time are one. */
  readonly #underWay = new Map<string, Promise<Outcome>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The kept result of the same node type and version with an equal input of the same tenant, or a new one. */
  through(
    nodeType: AnyNodeType,
    tenant: string,
    input: unknown,
    attempt: () => MaybePromise<Outcome>,
  ): MaybePromise<Outcome> {
    const { cacheTtlMs } = nodeType;
    const key = cacheTtlMs === undefined ? undefined : keyOf(nodeType, tenant, input);
    if (key === undefined) return attempt();
    const kept = this.#results?.get(key);
    if (kept !== undefined) return { kind: 'completed', result: kept };
    const underWay = this.#underWay.get(key);
    if (underWay !== undefined) return underWay.then((outcome) => retryAlone(outcome, attempt));
    return this.#fill(key, cacheTtlMs ?? 0, attempt());
  }

  #fill(key: string, ttl: number, outcome: MaybePromise<Outcome>): MaybePromise<Outcome> {
    if (!isPromise(outcome)) return this.#keep(key, ttl, outcome);
    const kept = outcome
      .then((ended) => this.#keep(key, ttl, ended))
      .finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, kept);
    return kept;
  }

  #keep(key: string, ttl: number, outcome: Outcome): Outcome {
    if (outcome.kind !== 'completed') return outcome;
    this.#results ??= new LRUCache({
      max: maxResults,
      perf: { now: () => this.#clock.now() },
      ttlResolution: 0,
    });
    this.#results.set(key, outcome.result, { ttl });
    return outcome;
  }
}

/** Another attempt's failure is its own: it may have been cancelled or have timed out. */
function retryAlone(outcome: Outcome, attempt: () => MaybePromise<Outcome>): MaybePromise<Outcome> {
  return outcome.kind === 'completed' ? outcome : attempt();
}

/** `undefined` for an input that has no canonical text: then nothing is kept. */
function keyOf(nodeType: AnyNodeType, tenant: string, input: unknown): string | undefined {
  const { type, version, cacheKey } = nodeType;
  try {
    const key = cacheKey === undefined ? input : cacheKey(input as never);
    return `${tenant}\n${type}\n${version}\n${canonicalJson(key)}`;
  } catch {
    return undefined;
  }
}

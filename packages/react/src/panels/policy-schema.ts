/** How a node runs, as a form: the schema of the form, and its values from and to the node. */

import type {
  Duration,
  EffectClass,
  JsonSchema,
  JsonValue,
  NodeManifest,
  RetryPolicy,
} from '@flowgraft/core';
import { parseDuration } from '@flowgraft/core/document';
import type { NodePolicy } from '../editor/commands/set-node-policy.js';
import type { NodeData } from '../editor/records.js';
import type { Texts } from '../language/text.js';

type Values = Readonly<Record<string, JsonValue>>;

const effects: readonly EffectClass[] = ['pure', 'idempotent', 'transactional', 'atMostOnce'];

export interface UsualRetry {
  readonly attempts: number;
  readonly delay: Duration;
  readonly maxDelay: Duration;
}

/** What counts for a node that says nothing: of its type, of the workflow, of the engine. */
export function usualRetry(
  manifest: NodeManifest | undefined,
  workflow: RetryPolicy | undefined,
): UsualRetry {
  const merged = { ...workflow, ...manifest?.retry };
  return {
    attempts: merged.attempts ?? 3,
    delay: merged.delay ?? '1s',
    maxDelay: merged.maxDelay ?? '5m',
  };
}

/** Retries, time limit, and what happens after the last try. */
export function failureSchema(
  texts: Texts,
  usual: UsualRetry,
  manifest: NodeManifest | undefined,
): JsonSchema {
  const duration = { 'x-ui': { widget: 'duration' } };
  return {
    type: 'object',
    properties: {
      attempts: {
        type: 'integer',
        title: texts('inspector.attempts'),
        minimum: 1,
        maximum: 100,
        default: usual.attempts,
      },
      delay: { ...duration, title: texts('inspector.delay'), default: usual.delay },
      maxDelay: { ...duration, title: texts('inspector.maxDelay'), default: usual.maxDelay },
      timeout: {
        ...duration,
        title: texts('inspector.timeout'),
        ...(manifest?.timeoutMs !== undefined && { default: manifest.timeoutMs }),
      },
      onError: {
        title: texts('inspector.onError'),
        default: 'fail',
        anyOf: [
          { const: 'fail', title: texts('inspector.onError.fail') },
          { const: 'continue', title: texts('inspector.onError.continue') },
        ],
      },
    },
    additionalProperties: false,
  };
}

export function failureValues({ retry, timeout, onError }: NodeData): Values {
  const { attempts, delay, maxDelay } = retry ?? {};
  return defined({ attempts, delay, maxDelay, timeout, onError });
}

/** What other parts of the retry policy say stays. */
export function failurePolicy(values: Values, { retry }: NodeData): NodePolicy {
  const { attempts, delay, maxDelay, timeout, onError } = values;
  const { attempts: _a, delay: _d, maxDelay: _m, ...others } = retry ?? {};
  const after = { ...others, ...defined({ attempts, delay, maxDelay }) } as RetryPolicy;
  const isContinuing = onError === 'continue';
  return {
    retry: Object.keys(after).length === 0 ? undefined : after,
    timeout: parseDuration(timeout) === undefined ? undefined : (timeout as Duration),
    onError: onError === 'fail' || isContinuing ? onError : undefined,
    ...(!isContinuing && { fallback: undefined }),
  };
}

/** Switched off, joins, and what a crash means. */
export function runningSchema(
  texts: Texts,
  manifest: NodeManifest | undefined,
  incoming: number,
): JsonSchema {
  const isWork = manifest?.control === undefined;
  return {
    type: 'object',
    properties: {
      disabled: { type: 'boolean', title: texts('inspector.disabled'), default: false },
      ...(incoming > 1 && {
        join: {
          title: texts('inspector.join'),
          default: 'all',
          anyOf: (['all', 'any', 'count'] as const).map((rule) => ({
            const: rule,
            title: texts(`inspector.join.${rule}`),
          })),
        },
        joinCount: {
          type: 'integer',
          title: texts('inspector.joinCount'),
          minimum: 1,
          maximum: incoming,
          'x-ui': { showIf: { field: 'join', is: 'count' } },
        },
      }),
      ...(isWork && {
        effect: {
          title: texts('inspector.effect'),
          default: manifest?.effect ?? 'idempotent',
          anyOf: effects.map((effect) => ({
            const: effect,
            title: texts(`inspector.effect.${effect}`),
          })),
        },
      }),
    },
    additionalProperties: false,
  };
}

export function runningValues({ disabled, join, effect }: NodeData): Values {
  const count = typeof join === 'object' ? join.count : undefined;
  return defined({
    disabled,
    join: count === undefined ? join : 'count',
    joinCount: count,
    effect,
  });
}

export function runningPolicy(values: Values): NodePolicy {
  const { disabled, join, joinCount, effect } = values;
  const count = typeof joinCount === 'number' && joinCount >= 1 ? joinCount : 1;
  return {
    disabled: disabled === true ? true : undefined,
    join: join === 'count' ? { count } : join === 'any' || join === 'all' ? join : undefined,
    effect: effects.find((one) => one === effect),
  };
}

/** The same in a sentence or two. */
export function failureText(
  texts: Texts,
  data: NodeData,
  usual: UsualRetry,
  { manifest, hasErrorEdge }: { manifest: NodeManifest | undefined; hasErrorEdge: boolean },
): string {
  const attempts = data.retry?.attempts ?? usual.attempts;
  const delay = parseDuration(data.retry?.delay) ?? parseDuration(usual.delay) ?? 1_000;
  const limit = parseDuration(data.timeout) ?? manifest?.timeoutMs;
  const end = hasErrorEdge
    ? 'inspector.onPort'
    : data.onError === 'continue'
      ? 'inspector.onContinue'
      : 'inspector.onFail';
  return [
    texts('inspector.retries', { count: attempts, delay: texts.duration(delay) }),
    limit === undefined
      ? texts('inspector.noTimeLimit')
      : texts('inspector.timeLimit', { time: texts.duration(limit) }),
    texts(end),
  ].join(' ');
}

function defined(values: Readonly<Record<string, unknown>>): Values {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Values;
}

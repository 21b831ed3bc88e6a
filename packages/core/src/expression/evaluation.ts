/** One evaluation under way: its scope, its local values and what is left of its budgets. */

import { FlowgraftError } from '../model/error.js';
import type { Scope } from './scope.js';

/** Budgets of one evaluation. Whatever is left out has its default. */
export interface ExpressionLimits {
  /**
   * Work: about one step for each operator, element and call, and one for each 32 characters that
   * are looked at. Default 1 000 000, which bounds the time to some tens of milliseconds.
   */
  readonly maxSteps?: number | undefined;
  /** Levels of data that are built, flattened or turned into JSON. Default 200. */
  readonly maxDepth?: number | undefined;
  /** Characters of any text that is built, and the size of the result. Default 4 000 000. */
  readonly maxOutput?: number | undefined;
  /** Milliseconds; needs `now`. Without it the steps alone bound the time. */
  readonly maxTimeMs?: number | undefined;
  /** A monotonic or wall clock in milliseconds. */
  readonly now?: (() => number) | undefined;
}

/** How many steps may pass between two looks at the clock. */
const clockInterval = 10_000;

export interface Evaluation {
  readonly text: string;
  readonly scope: Scope;
  /** Parameters of arrow functions. Each parameter of the text has its own place. */
  readonly slots: unknown[];
  readonly maxSteps: number;
  readonly maxDepth: number;
  readonly maxOutput: number;
  readonly maxTimeMs: number;
  readonly now: () => number;
  readonly deadline: number;
  /** Steps that are left. */
  left: number;
  /** When `left` falls below this, a budget must be looked at. */
  mark: number;
  /** Where the call that runs stands in the text. */
  position: number;
}

/** @throws {TypeError} When a limit is not a positive number. */
export function startEvaluation(text: string, scope: Scope, limits?: ExpressionLimits): Evaluation {
  const {
    maxSteps = 1_000_000,
    maxDepth = 200,
    maxOutput = 4_000_000,
    maxTimeMs = Infinity,
    now = timeless,
  } = limits ?? {};
  if (limits !== undefined) checkLimits({ maxSteps, maxDepth, maxOutput, maxTimeMs });
  return {
    text,
    scope,
    slots: [],
    maxSteps,
    maxDepth,
    maxOutput,
    maxTimeMs,
    now,
    deadline: now() + maxTimeMs,
    left: maxSteps,
    mark: Math.max(0, maxSteps - clockInterval),
    position: 0,
  };
}

const timeless = (): number => 0;

function checkLimits(limits: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(limits)) {
    if (!(typeof value === 'number' && value > 0))
      throw new TypeError(`limits.${name} must be a positive number, not ${String(value)}`);
  }
}

/** Takes `steps` from the budget. */
export function charge(evaluation: Evaluation, steps: number): void {
  // Written so that NaN is looked at, too.
  if (!((evaluation.left -= steps) >= evaluation.mark)) checkBudgets(evaluation);
}

function checkBudgets(evaluation: Evaluation): void {
  const { left, maxSteps, now, deadline, maxTimeMs } = evaluation;
  if (!(left >= 0)) throw limitError(evaluation, 'steps', maxSteps);
  if (now() > deadline) throw limitError(evaluation, 'time', maxTimeMs);
  evaluation.mark = Math.max(0, left - clockInterval);
}

/** Pays for looking at `length` characters. */
export function chargeText(evaluation: Evaluation, length: number): void {
  if (length >= 32) charge(evaluation, length / 32);
}

/** Refuses to build text that is too long. */
export function checkOutput(evaluation: Evaluation, length: number): void {
  if (!(length <= evaluation.maxOutput))
    throw limitError(evaluation, 'output', evaluation.maxOutput);
}

/** Refuses to build text that is too long, and pays for the rest. */
export function chargeOutput(evaluation: Evaluation, length: number): void {
  checkOutput(evaluation, length);
  chargeText(evaluation, length);
}

/** Refuses data that is nested too deep. */
export function checkDepth(evaluation: Evaluation, depth: number): void {
  if (depth > evaluation.maxDepth) throw limitError(evaluation, 'depth', evaluation.maxDepth);
}

const limitTexts = {
  length: (max: number) => `has more than ${max} characters`,
  steps: (max: number) => `takes more than ${max} steps; work on fewer items or use a node`,
  time: (max: number) => `takes longer than ${max} ms`,
  output: (max: number) => `makes a value of more than ${max} characters`,
  depth: (max: number) => `makes or reads data nested deeper than ${max} levels`,
} as const;

export function limitError(
  { text }: { readonly text: string },
  limit: keyof typeof limitTexts,
  max: number,
): FlowgraftError<'EXPRESSION_LIMIT'> {
  return new FlowgraftError('EXPRESSION_LIMIT', `The expression ${limitTexts[limit](max)}`, {
    text,
    limit,
    max,
  });
}

/** The error for data that the expression cannot work on. */
export function failure(
  { text }: { readonly text: string },
  position: number,
  message: string,
): FlowgraftError<'EXPRESSION_FAILED'> {
  return new FlowgraftError('EXPRESSION_FAILED', message, { text, position });
}

/** The error for the call that runs. */
export function callFailure(
  evaluation: Evaluation,
  message: string,
): FlowgraftError<'EXPRESSION_FAILED'> {
  return failure(evaluation, evaluation.position, message);
}

/** The error for the call that runs, whose name stands at the position. */
export function wrongArgument(
  evaluation: Evaluation,
  wanted: string,
  found: string | number,
): FlowgraftError<'EXPRESSION_FAILED'> {
  const [name] = /[\w.]+/y.exec(evaluation.text.slice(evaluation.position)) ?? ['the call'];
  return callFailure(evaluation, `${name} needs ${wanted}, not ${found}`);
}

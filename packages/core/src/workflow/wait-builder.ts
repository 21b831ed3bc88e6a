/** Steps that wait, as the builder offers them. */

import type * as z from 'zod';

import type { Duration } from '../model/duration.js';
import type { Bindable } from './bindable.js';
import type { StepHandle } from './step-handle.js';
import type { StepOptions } from './step-options.js';

type Payload<Schema> = Schema extends z.ZodType ? z.input<Schema> : unknown;
type TrueOrFalse<T> = { [K in keyof T]-?: T[K] extends boolean ? K : never }[keyof T] & string;

export interface SignalStepOptions<Schema extends z.ZodType> extends Omit<StepOptions, 'timeout'> {
  /** The name under which the signal is sent to the run. */
  readonly signal: Bindable<string>;
  /** What the payload must be; another one fails the step. */
  readonly schema?: Schema | undefined;
  /** How long to wait before the port `timeout` is taken; for ever when absent. */
  readonly timeout?: Bindable<Duration> | undefined;
}

export interface ApprovalStepOptions<Form extends z.ZodObject> extends StepOptions {
  /** The question, for whoever decides. */
  readonly title?: Bindable<string> | undefined;
  /** What is filled in; another payload fails the step. */
  readonly form?: Form | undefined;
  /** Who may decide; what the names mean is the host's. */
  readonly assignees?: Bindable<readonly string[]> | undefined;
  /** How long it may take before the port `overdue` is taken; for ever when absent. */
  readonly due?: Bindable<Duration> | undefined;
  /** The yes-or-no field of the form that decides between the ports `out` and `rejected`. */
  readonly decidedBy?: TrueOrFalse<z.input<Form>> | undefined;
}

/** Adds steps that wait, for as long as it takes, without a process that waits with them. */
export interface WaitBuilder {
  /** Waits for a length of time, such as `'2d'` or a number of milliseconds. */
  readonly delay: (
    id: string,
    duration: Bindable<Duration>,
    options?: StepOptions,
  ) => StepHandle<{ readonly out: Record<string, never> }>;
  /** Waits for a signal: its payload comes on `out`; when the time is over, `timeout` is taken. */
  readonly signal: <Schema extends z.ZodType = z.ZodUnknown>(
    id: string,
    options: SignalStepOptions<Schema>,
  ) => StepHandle<{ readonly out: Payload<Schema>; readonly timeout: Record<string, never> }>;
  /** Waits for a person's decision: the filled-in form comes on `out` or `rejected`. */
  readonly approval: <Form extends z.ZodObject = z.ZodObject>(
    id: string,
    options: ApprovalStepOptions<Form>,
  ) => StepHandle<{
    readonly out: z.input<Form>;
    readonly rejected: z.input<Form>;
    readonly overdue: Record<string, never>;
  }>;
}

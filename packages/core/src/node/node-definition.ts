/** What `defineNode` is given. */

import type * as z from 'zod';

import type { EffectClass } from '../model/document.js';
import type { Duration } from '../model/duration.js';
import type { MaybePromise } from '../model/maybe-promise.js';
import type { RetryPolicy } from '../model/retry-policy.js';
import type { Wake } from '../model/run-event.js';
import type { OptionLoader } from './field-options.js';
import type { NodeContext } from './node-context.js';
import type { PortResult, WaitResult } from './node-results.js';
import type {
  CredentialSlot,
  InputMigration,
  NodeCost,
  NodeExample,
  NodeNeed,
} from './node-type.js';

export type Schemas = Readonly<Record<string, z.ZodType>>;

/** What `ctx.to` takes for each port: data before the output schema's defaults and transforms. */
type SentOn<Outputs extends Schemas> = { readonly [Port in keyof Outputs]: z.input<Outputs[Port]> };
/** What references to each port read. */
export type ReadFrom<Outputs extends Schemas> = {
  readonly [Port in keyof Outputs]: z.output<Outputs[Port]>;
};

/** When a result may serve another attempt. */
export interface CachePolicy<Input> {
  readonly ttl: Duration;
  /** What makes two inputs equal, as plain data; the whole input when absent. */
  readonly key?: ((input: Input) => unknown) | undefined;
}

/** What a definition says besides its ports and its work. */
export interface NodeOptions<Input extends z.ZodType> {
  /** Namespaced and stable, for example `shop.fetchOrder`: letters, digits, `.`, `_` and `-`. */
  readonly type: string;
  /** A whole number >= 1; raise it, with a `migrate` step, when older workflows would no longer fit. */
  readonly version: number;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  /** Prefix of the keys under which catalogues translate the texts; `nodes.<type>` when absent. */
  readonly textKey?: string | undefined;
  readonly category?: string | undefined;
  readonly icon?: string | undefined;
  readonly keywords?: readonly string[] | undefined;
  /** An object schema: its properties are what a workflow binds. */
  readonly input: Input;
  /** Named input ports; `['in']` when absent. */
  readonly inputPorts?: readonly string[] | undefined;
  /** What a crash in flight means; `idempotent` when absent. */
  readonly effect?: EffectClass | undefined;
  /** How long one attempt may take; the engine's default when absent. */
  readonly timeout?: Duration | undefined;
  readonly retry?: RetryPolicy | undefined;
  /** Keeps results in this process, for equal inputs of the same tenant; never errors, never with secrets. */
  readonly cache?: CachePolicy<z.output<Input>> | undefined;
  readonly needs?: readonly NodeNeed[] | undefined;
  readonly credentials?: Readonly<Record<string, CredentialSlot>> | undefined;
  readonly cost?: NodeCost | undefined;
  readonly migrate?: Readonly<Record<number, InputMigration>> | undefined;
  readonly examples?: readonly NodeExample[] | undefined;
  /** Loaders of choices, by the name that `.meta({ 'x-ui': { options: name } })` of a field refers to. */
  readonly options?: Readonly<Record<string, OptionLoader>> | undefined;
}

/** What `run` and `resume` give: with the one port `out` its data, else what `ctx.to` or `ctx.wait` made. */
type Returned<Outputs extends Schemas> = MaybePromise<
  Plain<Outputs> | PortResult<keyof Outputs & string> | WaitResult
>;
type Plain<Outputs extends Schemas> = [keyof Outputs] extends ['out']
  ? z.input<Outputs[keyof Outputs]>
  : never;

interface NodeBehaviour<Input extends z.ZodType, Outputs extends Schemas> {
  run(input: z.output<Input>, ctx: NodeContext<SentOn<Outputs>>): Returned<Outputs>;
  /** Goes on after `ctx.wait`: called once, when the wait is over, with the same input. */
  resume?(input: z.output<Input>, wake: Wake, ctx: NodeContext<SentOn<Outputs>>): Returned<Outputs>;
}

/** Either `output`, for a node with the one port `out`, or `outputs`, for one with named ports. */
type NodePorts<Output extends z.ZodType, Outputs extends Schemas> =
  | { readonly output: Output; readonly outputs?: undefined }
  | { readonly outputs: Outputs; readonly output?: undefined };

/** What `defineNode` is given. */
export type NodeDefinition<
  Input extends z.ZodType,
  Output extends z.ZodType = z.ZodType,
  Outputs extends Schemas = { readonly out: Output },
> = NodeOptions<Input> & NodeBehaviour<Input, Outputs> & NodePorts<Output, Outputs>;

/** A definition whose types are not looked at. */
export type AnyDefinition = NodeOptions<z.ZodType> &
  NodePorts<z.ZodType, Schemas> & {
    run(input: unknown, ctx: never): unknown;
    resume?(input: unknown, wake: Wake, ctx: never): unknown;
  };

/** Containers as the builder offers them: steps that hold a graph of their own. */

import type { RunError } from '../model/run-error.js';
import type {
  Bindable,
  BodyResult,
  ResultBinding,
  ResultOf,
  StateOf,
  ValueOf,
} from './bindable.js';
import type { Bound, Ref } from './bound.js';
import type { StepHandle } from './step-handle.js';
import type { NodeStepOptions, StepOptions, UsableNodeType } from './step-options.js';
import type { AnyWorkflow, WorkflowInput, WorkflowOutput } from './workflow.js';

type ListBinding = Bound<readonly unknown[]> | readonly ResultBinding[];
type ItemOf<Items> = ValueOf<Items> extends readonly (infer Item)[] ? Item : never;
/** In batches, an item of the body is a list of items. */
type Batched<Item, BatchSize> = [BatchSize] extends [undefined] ? Item : readonly Item[];
type OnFailure = 'fail' | 'continue';
/** With `continue`, `null` stands where something failed. */
type Unless<Continue extends OnFailure, T> = 'continue' extends Continue ? T | null : T;

export interface ForEachOptions<
  Items extends ListBinding,
  OnItemError extends OnFailure,
  Initial extends ResultBinding,
  Each,
  BatchSize extends Bindable<number> | undefined,
> extends StepOptions {
  readonly items: Items;
  /** Items, or batches, at a time; 10 when absent. */
  readonly concurrency?: Bindable<number> | undefined;
  /** Gives the body lists of so many items, in place of single ones. */
  readonly batchSize?: BatchSize;
  /** `continue`: the other items go on, and `failed` says which did not succeed. */
  readonly onItemError?: OnItemError | undefined;
  /** Folds the results, in the order of the items; `each` reads `acc`, `result` and `index`. */
  readonly reduce?: { readonly initial?: Initial; readonly each: Bound<Each> } | undefined;
}

export interface ForEachResult<Result, Value> {
  /** In the order of the items. */
  readonly results: readonly Result[];
  readonly count: number;
  readonly failed: readonly { readonly index: number; readonly error: RunError }[];
  /** What `reduce` came to. */
  readonly value: Value;
}

/** What a pass of a loop knows. */
export interface Pass<State> {
  /** 0 for the first pass. */
  readonly index: Ref<number>;
  /** What the pass before gave; before the first one, `initial`. */
  readonly value: Ref<State>;
}

type PassState<Initial> = [Initial] extends [undefined] ? unknown : StateOf<Initial>;
/** What a pass must give besides: of the type that the loop started with. */
type SameState<Initial> = [Initial] extends [undefined] ? unknown : Bindable<StateOf<Initial>>;
type LastResult<Initial, Result> = [Initial] extends [undefined]
  ? ResultOf<Result>
  : StateOf<Initial>;

export interface LoopOptions<Initial extends ResultBinding> extends StepOptions {
  /** Evaluated again for each pass; an expression may read `index` and `value`. */
  readonly condition: Bound<unknown> | ((pass: Pass<PassState<Initial>>) => Bound<unknown>);
  /** The value before the first pass. With it, every pass gives a value of the same type. */
  readonly initial?: Initial;
  /** The step fails when the loop would go on after so many passes; 1000 when absent. */
  readonly maxIterations?: Bindable<number> | undefined;
}

export interface LoopResult<Value> {
  readonly value: Value;
  readonly iterations: number;
}

export interface ParallelOptions<OnBranchError extends OnFailure> extends StepOptions {
  /** `continue`: a failed branch gives `null`. */
  readonly onBranchError?: OnBranchError | undefined;
}

type Branches<Builder> = Readonly<Record<string, (b: Builder) => BodyResult>>;

export interface TryOptions<
  Builder,
  Result extends BodyResult,
  Caught extends BodyResult,
> extends StepOptions {
  readonly body: (b: Builder) => Result;
  /** Runs when the body failed. */
  readonly catch?: ((b: Builder, error: Ref<RunError>) => Caught) | undefined;
  /** Runs last, always. */
  readonly finally?: ((b: Builder) => BodyResult) | undefined;
}

export interface TryResult<Value> {
  readonly value: Value;
  /** The failure of the body, when there was one. */
  readonly caught: RunError | null;
}

type CaughtOf<Caught> = [Caught] extends [never] ? never : ResultOf<Caught>;

export interface SubWorkflowOptions<Output, Undo extends UsableNodeType> extends NodeStepOptions<
  { readonly out: Output },
  Undo
> {
  /** `latest`: the version that is current when the step starts. `this` (default): the one given here. */
  readonly version?: 'this' | 'latest' | undefined;
}

/**
 * Adds containers. Bodies are written at once, with a builder of their own; what they return is their result.
 *
 * @typeParam Builder - The builder of a body: the same as this one.
 */
export interface ContainerBuilder<Builder> {
  /** Runs the body once for every item, several at a time. */
  readonly forEach: <
    Items extends ListBinding,
    Result extends BodyResult,
    OnItemError extends OnFailure = 'fail',
    Initial extends ResultBinding = undefined,
    Each = undefined,
    BatchSize extends Bindable<number> | undefined = undefined,
  >(
    id: string,
    options: ForEachOptions<Items, OnItemError, Initial, Each, BatchSize>,
    body: (b: Builder, item: Ref<Batched<ItemOf<Items>, BatchSize>>, index: Ref<number>) => Result,
  ) => StepHandle<{
    readonly out: ForEachResult<Unless<OnItemError, ResultOf<Result>>, StateOf<Initial> | Each>;
  }>;
  /** Runs the body as long as the condition holds, which is looked at before each pass. */
  readonly while: <Result extends BodyResult, Initial extends ResultBinding = undefined>(
    id: string,
    options: LoopOptions<Initial>,
    body: (b: Builder, pass: Pass<PassState<Initial>>) => Result & SameState<NoInfer<Initial>>,
  ) => StepHandle<{
    readonly out: LoopResult<
      LastResult<Initial, Result> | ([Initial] extends [undefined] ? undefined : never)
    >;
  }>;
  /** Runs the body until the condition holds, which is looked at after each pass. */
  readonly until: <Result extends BodyResult, Initial extends ResultBinding = undefined>(
    id: string,
    options: LoopOptions<Initial>,
    body: (b: Builder, pass: Pass<PassState<Initial>>) => Result & SameState<NoInfer<Initial>>,
  ) => StepHandle<{ readonly out: LoopResult<LastResult<Initial, Result>> }>;
  /** Runs its branches at the same time; their results stand under their names. */
  readonly parallel: <All extends Branches<Builder>, OnBranchError extends OnFailure = 'fail'>(
    id: string,
    branches: All,
    options?: ParallelOptions<OnBranchError>,
  ) => StepHandle<{
    readonly out: {
      readonly [Name in keyof All]: Unless<OnBranchError, ResultOf<ReturnType<All[Name]>>>;
    };
  }>;
  /** Runs a body whose failure does not end the run. */
  readonly try: <Result extends BodyResult, Caught extends BodyResult = never>(
    id: string,
    parts: TryOptions<Builder, Result, Caught>,
  ) => StepHandle<{ readonly out: TryResult<ResultOf<Result> | CaughtOf<Caught>> }>;
  /** Starts another workflow as a run of its own and waits for its result. */
  readonly subWorkflow: <Child extends AnyWorkflow, Undo extends UsableNodeType = never>(
    id: string,
    workflow: Child,
    input: Bindable<WorkflowInput<Child>>,
    options?: SubWorkflowOptions<WorkflowOutput<Child>, Undo>,
  ) => StepHandle<{ readonly out: WorkflowOutput<Child> }>;
}

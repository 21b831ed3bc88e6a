/** Everything that a host, a node author or an adapter needs; test tools are in `@flowgraft/core/testing`. */

// Engine
export { createEngine } from './runtime/create-engine.js';
export type { Engine, Startable, Worker } from './runtime/engine.js';
export type {
  EngineEventName,
  EngineEvents,
  EngineListener,
  RunFacts,
  StepFacts,
} from './runtime/engine-events.js';
export type {
  CancelOptions,
  CloseOptions,
  EngineOptions,
  JournalOptions,
  OptionsCallOptions,
  OptionsRequest,
  StartOptions,
  TenantOptions,
  WorkerOptions,
} from './runtime/engine-options.js';
export type { LimitScope, LimitState } from './runtime/limit-key.js';
export type { RetentionOptions } from './runtime/retention.js';
export type { RunHandle, SignalOptions } from './runtime/run-handle.js';
export type { RunProgress, StepProgress } from './runtime/run-progress.js';
export type { FollowOptions, LiveFact, NumberedFact, RunUpdate } from './runtime/run-updates.js';
export type { Fetch } from './runtime/services.js';
export type { PublishedWorkflow } from './runtime/workflow-library.js';
export { systemClock } from './runtime/system-clock.js';
export { systemRandom } from './runtime/system-random.js';
export { memory } from './memory/memory-backend.js';

// Node types
export { defineNode } from './node/define-node.js';
// `ReadFrom` has to be named: it stands in the declarations of every package that exports a node type.
export type { NodeDefinition, NodeOptions, ReadFrom } from './node/node-definition.js';
export type { FieldCondition, FieldHints, FieldWidget } from './node/field-hints.js';
export type {
  FieldOption,
  LoadedOptions,
  OptionLoader,
  OptionsContext,
  OptionsPage,
  OptionsQuery,
} from './node/field-options.js';
export { lazyNode } from './node/lazy-node.js';
export { controlManifests } from './node/control-nodes.js';
export { errorSchema } from './model/error-schema.js';
export {
  manifestOf,
  toJsonSchema,
  type ManifestExample,
  type NodeManifest,
} from './node/manifest.js';
export type {
  HttpClient,
  HttpRequestInit,
  HttpResponse,
  NodeContext,
  NodeLogger,
  SecretAccess,
  StepSpan,
  WaitOptions,
} from './node/node-context.js';
export type { PortMap, PortResult, WaitResult } from './node/node-results.js';
export type {
  AnyNodeType,
  CredentialSlot,
  ExampleResponse,
  InputMigration,
  LazyNodeType,
  NodeCost,
  NodeExample,
  NodeNeed,
  NodeText,
  NodeType,
} from './node/node-type.js';
export type { NodeList } from './node/registry.js';
export { approvalNode, approvalSignal, delayNode, waitForSignalNode } from './node/wait-nodes.js';

// Documents
export { createCatalogue, type Catalogue, type WorkflowSignature } from './graph/catalogue.js';
export { validateWorkflow, type WorkflowValidationOptions } from './graph/validate-workflow.js';
export type { ControlKind } from './model/control.js';
export type {
  Binding,
  CompensationSpec,
  Durability,
  EffectClass,
  ExpressionBinding,
  JoinRule,
  JsonValue,
  LiteralBinding,
  OnError,
  ReferenceBinding,
  SecretBinding,
  TemplateBinding,
  WorkflowBody,
  WorkflowDocument,
  WorkflowEdge,
  WorkflowGraph,
  WorkflowNode,
  WorkflowSettings,
} from './model/document.js';
export { defaultDocumentLimits, type DocumentLimits } from './model/document-limits.js';
export { hashWorkflow } from './model/hash-workflow.js';
export { formatIssuePath, formatIssues, type Issue, type IssueCode } from './model/issue.js';
export type { JsonSchema, JsonSchemaObject, JsonSchemaType } from './model/json-schema.js';
export { parseDocument, type ParsedDocument } from './model/parse-document.js';

// Expressions
export { expressionFunctions, expressionMethods } from './expression/catalogue.js';
export { checkExpression, checkTemplate, type ExpressionCheck } from './expression/check.js';
export {
  compileExpression,
  evaluateExpression,
  type CompiledExpression,
} from './expression/compiled-expression.js';
export { compileReference } from './expression/reference.js';
export {
  LazyRecord,
  scopeReader,
  type LazyEntries,
  type Scope,
  type ScopeReader,
} from './expression/scope.js';
export { compileTemplate } from './expression/template.js';

// Values, errors and durations
export { durationMs, parseDuration, type Duration } from './model/duration.js';
export {
  FlowgraftError,
  isFlowgraftError,
  type FlowgraftErrorCode,
  type FlowgraftErrorDetails,
} from './model/error.js';
export type { MaybePromise } from './model/maybe-promise.js';
export type { RetryPolicy } from './model/retry-policy.js';
export {
  errorCategories,
  isNodeError,
  NodeError,
  type ErrorCategory,
  type NodeErrorOptions,
  type RunError,
} from './model/run-error.js';
export { assertStorable, decodeValue, encodeValue } from './model/value-codec.js';

// Runs
export {
  isFinal,
  stepStatuses,
  type FinalRunStatus,
  type RunStatus,
  type StepStatus,
} from './model/run.js';
export type {
  ChildOutcome,
  KernelEvent,
  RunEvent,
  RunEventType,
  StepResolution,
  WaitAbout,
  WaitSpec,
  Wake,
} from './model/run-event.js';

// Ports
export type { Clock, Timer } from './ports/clock.js';
export type { FileOptions, FileReadOptions, FileStore, FileWritten } from './ports/files.js';
export type { Logger, LogLevel } from './ports/logger.js';
export type { Random } from './ports/random.js';
export type { SecretRequest, SecretSource } from './ports/secrets.js';
export type {
  ClaimedRun,
  ClaimRequest,
  ClaimResult,
  CreatedRun,
  CreateOptions,
  CreateOutcome,
  Heartbeat,
  HeartbeatResult,
  Hint,
  RefusedRun,
  WorkerLease,
  WorkerScope,
} from './ports/claim.js';
export type { CommitOutcome, RunChange, RunNext, StoreTransaction } from './ports/run-change.js';
export type {
  Backend,
  BackendHost,
  SaveWorkflowOptions,
  Store,
  StoreCapabilities,
} from './ports/store.js';
export type {
  DeliveryOutcome,
  HeldRun,
  InboxMessage,
  Message,
  MessageBody,
  NewRun,
  PurgeRequest,
  RunFilter,
  RunPage,
  RunParent,
  RunRecord,
  RunWait,
  Wait,
  WaitFilter,
  WaitPage,
  WorkflowFilter,
  WorkflowPage,
} from './ports/stored-run.js';
export type { BlobStore, StoredBlob } from './ports/blobs.js';
export type {
  CompareAndSet,
  Increment,
  IncrementResult,
  KeyValue,
  KeyValueEntry,
  KeyValueFilter,
  KeyValueOptions,
  KeyValuePage,
} from './ports/key-value.js';
export type { RunLimit, RunLimitState } from './ports/limits.js';
export type { WorkerLoad, WorkerRecord, WorkerReport } from './ports/workers.js';
export { keyValueRules } from './memory/key-value-rules.js';
export { storeArguments } from './memory/store-arguments.js';

// Workflows as code
export { defineWorkflow, type WorkflowDefinition } from './workflow/define-workflow.js';
export {
  isWorkflow,
  loadWorkflow,
  type AnyWorkflow,
  type Workflow,
  type WorkflowInput,
  type WorkflowOutput,
} from './workflow/workflow.js';
export type { After, IntoPort, Join, Source } from './workflow/after.js';
export type {
  AnyBindable,
  Bindable,
  BodyResult,
  ResultBinding,
  ResultOf,
  Secret,
  StateOf,
  ValueOf,
} from './workflow/bindable.js';
export type { Bound, Ref } from './workflow/bound.js';
export type {
  ContainerBuilder,
  ForEachOptions,
  ForEachResult,
  LoopOptions,
  LoopResult,
  ParallelOptions,
  Pass,
  SubWorkflowOptions,
  TryOptions,
  TryResult,
} from './workflow/container-builder.js';
export type {
  GraphBuilder,
  JoinBuilder,
  RunIdentity,
  ValueBuilder,
  WorkflowBuilder,
} from './workflow/graph-builder.js';
export type { Port, PortData, PortHandle, Step, StepHandle } from './workflow/step-handle.js';
export type {
  Compensation,
  Fields,
  InputOf,
  NodeStepOptions,
  PortsOf,
  StepOptions,
  UsableNodeType,
} from './workflow/step-options.js';
export type {
  ApprovalStepOptions,
  SignalStepOptions,
  WaitBuilder,
} from './workflow/wait-builder.js';

// What the above is made of
export type { ExpressionFunctionDoc, ExpressionMethodDoc } from './expression/catalogue.js';
export type { ExpressionLimits } from './expression/evaluation.js';
export type { ExpressionFinding, ExpressionTypes } from './expression/finding.js';
export type { ExpressionReference } from './expression/references.js';
export type {
  CancelRequested,
  ChildEnded,
  ChildStarted,
  RunCancelled,
  RunCompleted,
  RunDeadLettered,
  RunFailed,
  RunRecovered,
  RunResumed,
  RunStarted,
  RunTimedOut,
  SignalReceived,
  StepCancelled,
  StepCompleted,
  StepFailed,
  StepResolved,
  StepRetrying,
  StepStarted,
  StepUnknown,
  StepWaiting,
  TimerFired,
} from './model/run-event.js';
export type { LazyNodeOptions } from './node/lazy-node.js';
export type { CachePolicy } from './node/node-definition.js';

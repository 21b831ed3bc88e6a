/** What editors and viewers in a browser need: everything that asks questions of documents, and no zod. */

// Documents
export {
  bindingForm,
  type BindingForm,
  type BindingText,
  type TextKey,
} from './graph/binding-form.js';
export { bindingScope, type BindingPlace } from './graph/binding-scope.js';
export { createCatalogue, type Catalogue, type WorkflowSignature } from './graph/catalogue.js';
export type { StepBudget, Verdict } from './graph/json-schema-accepts.js';
export { isAssignable } from './graph/json-schema-assignable.js';
export { validateDocument, type ValidationOptions } from './graph/validate-document.js';
export type { ControlKind } from './model/control.js';
export {
  defaultInputPort,
  defaultOutputPort,
  errorPort,
  type Binding,
  type CompensationSpec,
  type Durability,
  type EffectClass,
  type ExpressionBinding,
  type JoinRule,
  type JsonValue,
  type LiteralBinding,
  type OnError,
  type ReferenceBinding,
  type SecretBinding,
  type TemplateBinding,
  type WorkflowBody,
  type WorkflowDocument,
  type WorkflowEdge,
  type WorkflowGraph,
  type WorkflowNode,
  type WorkflowSettings,
} from './model/document.js';
export { defaultDocumentLimits, type DocumentLimits } from './model/document-limits.js';
export { formatIssuePath, formatIssues, type Issue, type IssueCode } from './model/issue.js';
export type { JsonSchema, JsonSchemaObject, JsonSchemaType } from './model/json-schema.js';

// Node types, as JSON
export { controlManifests } from './node/control-nodes.js';
export type { FieldCondition, FieldHints, FieldWidget } from './node/field-hints.js';
export type { FieldOption, OptionsPage } from './node/field-options.js';
export type { ManifestExample, NodeManifest } from './node/manifest.js';
export type { CredentialSlot, NodeCost, NodeNeed, NodeText } from './node/node-type.js';

// Expressions
export {
  expressionFunctions,
  expressionMethods,
  type ExpressionFunctionDoc,
  type ExpressionMethodDoc,
} from './expression/catalogue.js';
export { checkExpression, checkTemplate, type ExpressionCheck } from './expression/check.js';
export {
  compileExpression,
  evaluateExpression,
  type CompiledExpression,
} from './expression/compiled-expression.js';
export type { ExpressionLimits } from './expression/evaluation.js';
export type { ExpressionFinding, ExpressionTypes } from './expression/finding.js';
export { readReferences } from './expression/read-references.js';
export { compileReference } from './expression/reference.js';
export type { ExpressionReference } from './expression/references.js';
export { LazyRecord, type LazyEntries, type Scope, type ScopeReader } from './expression/scope.js';
export { compileTemplate } from './expression/template.js';

// Values, errors and durations
export { durationMs, parseDuration, type Duration } from './model/duration.js';
export {
  FlowgraftError,
  isFlowgraftError,
  type FlowgraftErrorCode,
  type FlowgraftErrorDetails,
} from './model/error.js';
export type { RetryPolicy } from './model/retry-policy.js';
export {
  errorCategories,
  isNodeError,
  type ErrorCategory,
  type NodeError,
  type RunError,
} from './model/run-error.js';

// Runs
export {
  isFinal,
  stepStatuses,
  type FinalRunStatus,
  type RunStatus,
  type StepStatus,
} from './model/run.js';
export type {
  RunEvent,
  RunEventType,
  StepResolution,
  WaitAbout,
  WaitSpec,
  Wake,
} from './model/run-event.js';
export type { RunPage, RunRecord, RunWait, Wait, WaitPage } from './ports/stored-run.js';
export type { RunProgress, StepProgress } from './runtime/run-progress.js';
export type { LiveFact, NumberedFact, RunUpdate } from './runtime/run-updates.js';

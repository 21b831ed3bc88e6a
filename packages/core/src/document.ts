/**
 * The little that a page needs of documents before anybody has edited one: node types, forms of bindings and what they read,
 * and whether data fits. `@flowgraft/core/browser` has all of it and more, among it validation and evaluation.
 */

// Documents
export {
  bindingForm,
  type BindingForm,
  type BindingText,
  type TextKey,
} from './graph/binding-form.js';
export { createCatalogue, type Catalogue, type WorkflowSignature } from './graph/catalogue.js';
export type { Verdict } from './graph/json-schema-accepts.js';
export { isAssignable } from './graph/json-schema-assignable.js';
export {
  defaultInputPort,
  defaultOutputPort,
  errorPort,
  type Binding,
  type JsonValue,
} from './model/document.js';
export { defaultDocumentLimits, type DocumentLimits } from './model/document-limits.js';
export { formatIssuePath, type Issue, type IssueCode } from './model/issue.js';
export type { JsonSchema, JsonSchemaObject, JsonSchemaType } from './model/json-schema.js';

// Node types, as JSON
export { controlManifests } from './node/control-nodes.js';
export type { NodeManifest } from './node/manifest.js';

// What bindings read
export { readReferences } from './expression/read-references.js';
export type { ExpressionReference } from './expression/references.js';

// Errors and durations
export { parseDuration, type Duration } from './model/duration.js';
export { errorCategories, type ErrorCategory } from './model/run-error.js';

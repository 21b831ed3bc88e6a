/** What all parts of one validation share. */

import type { ExpressionCheck } from '../expression/check.js';
import type { WorkflowDocument, WorkflowNode } from '../model/document.js';
import type { JsonSchema } from '../model/json-schema.js';
import type { KnownTexts } from './binding-text.js';
import type { Catalogue } from './catalogue.js';
import { documentScopes, type DocumentScopes, type GraphScope } from './document-scopes.js';
import { IssueList } from './issue-list.js';
import type { StepBudget } from './json-schema-accepts.js';
import { boundedSchema } from './json-schema-member.js';
import { PathQuestions } from './path-questions.js';
import { resolveNodeType, type ResolvedNodeType } from './resolve-node-type.js';

/** Schemas looked at in one validation; beyond it, questions about types are left open. */
const schemaSteps = 3_000_000;

/** The root names that bindings of one graph can read, with what they hold. */
export type Roots = ReadonlyMap<string, JsonSchema>;

export interface Validation {
  readonly document: WorkflowDocument;
  readonly catalogue: Catalogue;
  readonly scopes: DocumentScopes;
  readonly issues: IssueList;
  readonly paths: PathQuestions;
  readonly budget: StepBudget;
  /** Schema of a run's input; `true` where there is none, or one too large. */
  readonly input: JsonSchema;
  /** Filled as they are asked for. */
  readonly rootsOf: Map<GraphScope, Roots>;
  readonly schemaOf: Map<WorkflowNode, JsonSchema>;
  readonly sizeOf: Map<JsonSchema, number>;
  readonly texts: KnownTexts;
  /** Checks of texts that read nothing that depends on their place. */
  readonly inferred: Map<string, ExpressionCheck>;
  readonly nodeIds: readonly string[];
  /** The node type that serves a node, or a compensation. */
  readonly resolve: (type: string, version: number) => ResolvedNodeType | undefined;
}

export function startValidation(
  document: WorkflowDocument,
  catalogue: Catalogue,
  maxIssues: number,
): Validation {
  const scopes = documentScopes(document);
  const issues = new IssueList(maxIssues);
  const resolved = new Map<string, ResolvedNodeType | undefined>();
  return {
    document,
    catalogue,
    scopes,
    issues,
    paths: new PathQuestions(),
    budget: { steps: schemaSteps },
    input: boundedSchema(document.input),
    rootsOf: new Map(),
    schemaOf: new Map(),
    sizeOf: new Map(),
    texts: new Map(),
    inferred: new Map(),
    nodeIds: [...scopes.places.keys()],
    resolve(type, version) {
      const key = `${version} ${type}`;
      if (!resolved.has(key)) resolved.set(key, resolveNodeType(catalogue, type, version));
      return resolved.get(key);
    },
  };
}

/** Finds what is wrong with a workflow document, whatever it is. */

import type { DocumentLimits } from '../model/document-limits.js';
import type { Issue } from '../model/issue.js';
import { parseDocument } from '../model/parse-document.js';
import type { Catalogue } from './catalogue.js';
import { validateDocument, type ValidationOptions } from './validate-document.js';

export interface WorkflowValidationOptions extends ValidationOptions {
  /** Replaces some of `defaultDocumentLimits`. */
  readonly limits?: Partial<DocumentLimits> | undefined;
}

/**
 * Checks the shape of `document`, then what it means. Never throws for a bad document.
 *
 * @returns Issues in the order of their paths; empty when there is nothing to say. With an issue of severity
 *   `error` the document does not run. When the shape is wrong, only that is reported.
 * @throws {TypeError} when a limit is not a whole number >= 0.
 */
export function validateWorkflow(
  document: unknown,
  catalogue: Catalogue,
  options: WorkflowValidationOptions = {},
): readonly Issue[] {
  const parsed = parseDocument(document, options.limits);
  return parsed.ok ? validateDocument(parsed.document, catalogue, options) : parsed.issues;
}

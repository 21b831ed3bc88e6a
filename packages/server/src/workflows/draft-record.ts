/** A workflow as it is kept in the store's key-values: its draft, and which version is published. */

import type { WorkflowDocument } from '@flowgraft/core';
import type * as z from 'zod';

import type { workflowDraft, workflowSummary, workflowVersion } from '../schemas/workflow.js';

export type WorkflowVersion = Readonly<z.infer<typeof workflowVersion>>;
export type WorkflowSummary = Readonly<z.infer<typeof workflowSummary>>;
export type WorkflowDraft = Readonly<z.infer<typeof workflowDraft>>;

/** Everything about one workflow that changes together, under one key. */
export interface DraftRecord {
  readonly document: WorkflowDocument;
  readonly revision: string;
  /** Epoch milliseconds. */
  readonly updatedAt: number;
  readonly updatedBy: string | null;
  /** Made when the workflow was created: versions of a deleted one of the same id are not its own. */
  readonly generation: string;
  readonly published: WorkflowVersion | null;
  /** What was published, until the engine and the list of versions have it. */
  readonly unsettled: WorkflowDocument | null;
}

/** A record, and which state of its key it is. */
export interface StoredDraft {
  readonly record: DraftRecord;
  readonly version: number;
}

const drafts = 'flowgraft.server/workflow/';
const versions = 'flowgraft.server/version/';
/** Far more versions than anybody makes; kept counting down, so that the newest is listed first. */
const most = 9_999_999_999;

export const draftPrefix = drafts;

export function draftKey(workflowId: string): string {
  return drafts + workflowId;
}

export function versionPrefix({ document, generation }: DraftRecord): string {
  return `${versions}${document.id}/${generation}/`;
}

export function versionKey(record: DraftRecord, version: number): string {
  return versionPrefix(record) + String(most - version).padStart(10, '0');
}

export function summaryOf(record: DraftRecord): WorkflowSummary {
  const { document, revision, updatedAt, updatedBy, published } = record;
  const { id, name = null, description = null } = document;
  return { id, name, description, revision, updatedAt, updatedBy, published };
}

export function draftOf(record: DraftRecord): WorkflowDraft {
  return { ...summaryOf(record), document: record.document };
}

/** Workflows: documents under their hash, and which one is the latest. */

import {
  decodeValue,
  encodeValue,
  type SaveWorkflowOptions,
  type WorkflowDocument,
  type WorkflowFilter,
  type WorkflowPage,
  storeArguments,
} from '@flowgraft/core';
import type { Connection } from './connection.js';
import { plainText } from './run-args.js';
import { scripts } from './scripts/all-scripts.js';

export interface SavedWorkflow extends SaveWorkflowOptions {
  readonly tenant: string;
  readonly hash: string;
  readonly document: WorkflowDocument;
}

export async function saveWorkflow(
  connection: Connection,
  { tenant, hash, document, draft = false }: SavedWorkflow,
): Promise<void> {
  const kept = [plainText(tenant, 'a tenant'), hash, document.id, encodeValue(document)];
  const args = [...kept, draft ? '1' : ''];
  await connection.run(scripts.saveWorkflow, 'save a workflow', args);
}

export async function loadWorkflow(
  connection: Connection,
  tenant: string,
  hash: string,
): Promise<WorkflowDocument | null> {
  const { rest } = await connection.run(scripts.loadWorkflow, 'load a workflow', [tenant, hash]);
  const [text] = rest;
  return typeof text === 'string' ? (decodeValue(text) as WorkflowDocument) : null;
}

export async function latestWorkflow(
  connection: Connection,
  tenant: string,
  workflowId: string,
): Promise<string | null> {
  const args = [tenant, workflowId];
  const { rest } = await connection.run(scripts.latestWorkflow, 'find a workflow', args);
  return typeof rest[0] === 'string' ? rest[0] : null;
}

/** A cursor is the id of the last workflow of its page, behind a `>`. */
export async function listWorkflows(
  connection: Connection,
  { tenant, cursor, limit }: WorkflowFilter,
): Promise<WorkflowPage> {
  const most = storeArguments.pageLimit('listWorkflows', limit);
  if (cursor !== undefined && !cursor.startsWith('>')) {
    throw storeArguments.unknownCursor('listWorkflows', cursor);
  }
  const after = cursor === undefined ? '-' : `(${cursor.slice(1)}`;
  const args = [tenant, after, String(most + 1)];
  const { rest } = await connection.run(scripts.listWorkflows, 'list workflows', args);
  const found = rest[0] as readonly (readonly string[])[];
  const workflows = found
    .slice(0, most)
    .map(([workflowId = '', hash = '']) => ({ workflowId, hash }));
  const last = workflows.at(-1);
  const hasMore = found.length > most && last !== undefined;
  return { workflows, cursor: hasMore ? `>${last.workflowId}` : null };
}

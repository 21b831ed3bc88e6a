/** Workflows, kept under their hash. */

import {
  decodeValue,
  encodeValue,
  type SaveWorkflowOptions,
  type WorkflowDocument,
  type WorkflowFilter,
  type WorkflowPage,
  storeArguments,
} from '@flowgraft/core';
import type { Database } from './database.js';
import { textOf } from './run-row.js';

export interface SavedWorkflow extends SaveWorkflowOptions {
  readonly tenant: string;
  readonly hash: string;
  readonly document: WorkflowDocument;
}

export async function saveWorkflow(
  database: Database,
  { tenant, hash, document, draft = false }: SavedWorkflow,
): Promise<void> {
  const text = `
    WITH saved AS (
      INSERT INTO ${database.table('workflows')} AS w (tenant, hash, document) VALUES ($1, $2, $3)
      ON CONFLICT (tenant, hash) DO UPDATE SET document = excluded.document WHERE w.document <> excluded.document
    )
    INSERT INTO ${database.table('latest_workflows')} AS l (tenant, workflow_id, hash) SELECT $1, $4, $2 WHERE NOT $5
      ON CONFLICT (tenant, workflow_id) DO UPDATE SET hash = excluded.hash WHERE l.hash <> excluded.hash`;
  await database.run('save a workflow', text, [
    tenant,
    hash,
    encodeValue(document),
    document.id,
    draft,
  ]);
}

export async function loadWorkflow(
  database: Database,
  tenant: string,
  hash: string,
): Promise<WorkflowDocument | null> {
  const text = `SELECT document FROM ${database.table('workflows')} WHERE tenant = $1 AND hash = $2`;
  const [row] = await database.run('load a workflow', text, [tenant, hash]);
  return row === undefined ? null : (decodeValue(textOf(row, 'document')) as WorkflowDocument);
}

export async function latestWorkflow(
  database: Database,
  tenant: string,
  workflowId: string,
): Promise<string | null> {
  const text = `SELECT hash FROM ${database.table('latest_workflows')} WHERE tenant = $1 AND workflow_id = $2`;
  const [row] = await database.run('find a workflow', text, [tenant, workflowId]);
  return row?.['hash'] ?? null;
}

/** A cursor is the id of the last workflow of its page, behind a letter that tells it from other text. */
export async function listWorkflows(
  database: Database,
  { tenant, cursor, limit }: WorkflowFilter,
): Promise<WorkflowPage> {
  const size = storeArguments.pageLimit('listWorkflows', limit);
  if (cursor !== undefined && !cursor.startsWith('w')) {
    throw storeArguments.unknownCursor('listWorkflows', cursor);
  }
  const text = `
    SELECT workflow_id, hash FROM ${database.table('latest_workflows')}
    WHERE tenant = $1 AND ($2::text IS NULL OR workflow_id > $2 COLLATE "C") ORDER BY workflow_id LIMIT $3`;
  const rows = await database.run('list workflows', text, [
    tenant,
    cursor?.slice(1) ?? null,
    size + 1,
  ]);
  const workflows = rows
    .slice(0, size)
    .map((row) => ({ workflowId: textOf(row, 'workflow_id'), hash: textOf(row, 'hash') }));
  const last = workflows.at(-1);
  return {
    workflows,
    cursor: rows.length > size && last !== undefined ? `w${last.workflowId}` : null,
  };
}

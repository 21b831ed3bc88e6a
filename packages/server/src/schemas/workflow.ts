/** Workflows as drafts and as published versions. */

import type { WorkflowDocument } from '@flowgraft/core';
import * as z from 'zod';

import { issue, pageOf, shaped, time } from './common.js';

export const workflowDocument = shaped<WorkflowDocument>(
  z.looseObject({
    schema: z.literal(1),
    id: z.string(),
    name: z.string().optional(),
    description: z.string().optional(),
    nodes: z.array(z.looseObject({ id: z.string(), type: z.string(), version: z.int() })),
    edges: z.array(z.looseObject({ from: z.string(), to: z.string() })),
  }),
  'WorkflowDocument',
  'A workflow: its nodes, the edges between them, and its settings.',
);

export const workflowVersion = z
  .object({
    version: z.int().meta({ description: '1, 2, 3 …' }),
    hash: z.string(),
    publishedAt: time,
    publishedBy: z.string().nullable(),
    note: z.string().nullable(),
  })
  .meta({ id: 'WorkflowVersion' });

const summary = {
  id: z.string(),
  name: z.string().nullable(),
  description: z.string().nullable(),
  revision: z
    .string()
    .meta({ description: 'Changes with every save; also the ETag of the draft.' }),
  updatedAt: time,
  updatedBy: z.string().nullable(),
  published: workflowVersion
    .nullable()
    .meta({ description: 'What runs start with; `null` before the first is published.' }),
};

export const workflowSummary = z.object(summary).meta({ id: 'WorkflowSummary' });
export const workflowDraft = z
  .object({ ...summary, document: workflowDocument })
  .meta({ id: 'WorkflowDraft' });
export const workflowPage = pageOf(workflowSummary, 'WorkflowPage');
export const versionPage = pageOf(workflowVersion, 'WorkflowVersionPage');

export const publishRequest = z
  .strictObject({
    revision: z.string().min(1).max(100).meta({ description: 'The revision that is published.' }),
    note: z.string().max(2_000).optional(),
  })
  .meta({ id: 'PublishRequest' });

export const findings = z.object({ issues: z.array(issue) }).meta({ id: 'Findings' });

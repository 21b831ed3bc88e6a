import { createEngine } from '@flowgraft/core';
import { createTestContext, testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { nodes, ownNodes, quakeReport } from '../quake-report.js';

describe.each(ownNodes.map((node) => [node.type, node] as const))('%s', (_type, node) => {
  it.each(testNode(node))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

it('the workflow needs no node types but those that its file exports', async () => {
  const engine = createEngine({ nodes, files: createTestContext().ctx.files });

  const issues = await engine.validate(quakeReport.toJSON());

  expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
});

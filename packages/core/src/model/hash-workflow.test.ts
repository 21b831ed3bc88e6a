import { describe, expect, it } from 'vitest';

import type { WorkflowDocument } from './document.js';
import { hashWorkflow } from './hash-workflow.js';

const inner = {
  nodes: [{ id: 'in', type: 't', version: 1 }],
  edges: [{ from: 'in', to: 'in', maxIterations: 2 }],
};
const document: WorkflowDocument = {
  schema: 1,
  id: 'w',
  input: { type: 'object', properties: { name: { description: 'kept' } } },
  nodes: [
    { id: 'a', type: 't', version: 1, input: { ui: 1, name: 'x', nested: { ui: 2 } } },
    { id: 'b', type: 't', version: 1, bodies: { body: inner } },
  ],
  edges: [{ from: 'a', to: 'b' }],
};

/** The document with the value at `path` replaced, or removed. */
function changed(path: readonly (string | number)[], value: unknown): WorkflowDocument {
  const copy = structuredClone(document);
  let place = copy as unknown as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) place = place[key] as typeof place;
  const last = path.at(-1) ?? '';
  if (value === undefined) delete place[last];
  else place[last] = value;
  return copy;
}

describe('hashWorkflow', () => {
  it('is the SHA-256 of the canonical JSON, in hex', () => {
    const tiny: WorkflowDocument = { schema: 1, id: 'w', nodes: [], edges: [] };

    // printf '{"edges":[],"id":"w","nodes":[],"schema":1}' | sha256sum
    expect(hashWorkflow(tiny)).toBe(
      '5cac97299a280a88a252067871d04ee05cb1f59b5799fa0c2ad2402345a2cd07',
    );
  });

  it.each([
    [['ui'], { zoom: 2 }],
    [['name'], 'Order'],
    [['description'], 'Text'],
    [['nodes', 0, 'ui'], { x: 1 }],
    [['nodes', 0, 'name'], 'A'],
    [['edges', 0, 'ui'], { bend: 1 }],
    [['nodes', 1, 'bodies', 'body', 'nodes', 0, 'ui'], { x: 1 }],
    [['nodes', 1, 'bodies', 'body', 'nodes', 0, 'name'], 'In'],
    [['nodes', 1, 'bodies', 'body', 'edges', 0, 'ui'], {}],
    [['nodes', 0, 'timeout'], undefined],
  ])('does not change with %j', (path, value) => {
    expect(hashWorkflow(changed(path, value))).toBe(hashWorkflow(document));
  });

  it.each([
    [['id'], 'v'],
    [['input', 'properties', 'name', 'description'], 'other'],
    [['input', 'properties', 'name'], undefined],
    [['nodes', 0, 'input', 'ui'], 2],
    [['nodes', 0, 'input', 'name'], 'y'],
    [['nodes', 0, 'input', 'nested', 'ui'], 3],
    [['nodes', 0, 'type'], 'u'],
    [['nodes', 0, 'timeout'], 1],
    [['edges', 0, 'maxIterations'], 1],
    [['edges', 0, 'fromPort'], 'out'],
    [['nodes', 1, 'bodies', 'body', 'nodes', 0, 'version'], 2],
    [['nodes', 1, 'bodies', 'body', 'edges', 0, 'maxIterations'], 3],
    [['output'], { ui: 1 }],
    [['nodes'], document.nodes.toReversed()],
  ])('changes with %j', (path, value) => {
    expect(hashWorkflow(changed(path, value))).not.toBe(hashWorkflow(document));
  });

  it('keeps a body that is called like a field for the screen', () => {
    const bodies = (version: number) => ({
      ui: { nodes: [{ id: 'x', type: 't', version }], edges: [] },
    });

    const hashes = [1, 2].map((version) =>
      hashWorkflow(changed(['nodes', 1, 'bodies'], bodies(version))),
    );

    expect(new Set(hashes).size).toBe(2);
  });
});

import fc from 'fast-check';
import { hashWorkflow, parseDocument } from '@flowgraft/core';
import type { WorkflowDocument } from '@flowgraft/core';
import { describe, expect, it } from 'vitest';
import { anyWorkflow } from '../testing/any-workflow.fixture.js';
import { branchingWorkflow, largeWorkflow, testWorkflows } from '../testing/documents.fixture.js';
import { testManifests } from '../testing/manifests.fixture.js';
import { createCatalogue, validateDocument } from '@flowgraft/core/browser';
import { readDocument } from './read-document.js';
import { writeDocument } from './write-document.js';

describe('the workflows that tests use', () => {
  it.each(testWorkflows.map((document) => [document.id, document] as const))(
    '%s is well formed and has no faults',
    (_id, document) => {
      expect(parseDocument(document).ok).toBe(true);
      expect(validateDocument(document, createCatalogue(testManifests))).toEqual([]);
    },
  );

  it('a large one has no faults', () => {
    const faults = validateDocument(largeWorkflow(200), createCatalogue(testManifests));
    expect(faults.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('reading and writing', () => {
  it('gives back every document: the same hash, the same notes, the same ui', () => {
    fc.assert(
      fc.property(anyWorkflow, (document) => {
        expect(parseDocument(document).ok).toBe(true);
        const written = writeDocument(readDocument(document));
        expect(hashWorkflow(written)).toBe(hashWorkflow(document));
        expect(written.ui).toEqual(document.ui);
        expect(readDocument(written)).toEqual(readDocument(document));
      }),
    );
  });

  it('keeps what it does not know in the ui of nodes and notes', () => {
    const strange: WorkflowDocument = {
      schema: 1,
      id: 'strange',
      nodes: [
        { id: 'a', type: 'x', version: 1, ui: { x: 'left', width: 10, theme: { deep: [1] } } },
      ],
      edges: [],
      ui: { notes: [{ mystery: true }, 7, { id: 'n', text: 't', x: 1, y: 2, colour: 'mauve' }] },
    };
    const written = writeDocument(readDocument(strange));
    expect(written.nodes[0]?.ui).toEqual({ x: 0, y: 0, width: 10, theme: { deep: [1] } });
    expect(written.ui?.['notes']).toEqual([
      { mystery: true },
      7,
      { id: 'n', text: 't', x: 1, y: 2, width: 220, height: 120, colour: 'mauve' },
    ]);
  });

  it('loses no node of a doubled id, no doubled edge and no edge from nowhere', () => {
    const broken: WorkflowDocument = {
      schema: 1,
      id: 'broken',
      nodes: [
        { id: 'a', type: 'x', version: 1 },
        { id: 'a', type: 'y', version: 1 },
        {
          id: 'c',
          type: 'flow.try',
          version: 1,
          bodies: { body: { nodes: [], edges: [{ from: 'gone', to: 'lost' }] } },
        },
      ],
      edges: [
        { from: 'a', to: 'c' },
        { from: 'a', to: 'c', fromPort: 'out' },
      ],
    };
    const written = writeDocument(readDocument(broken));
    expect(written.nodes.map(({ id, type }) => `${id}:${type}`)).toEqual([
      'a:x',
      'a2:y',
      'c:flow.try',
    ]);
    expect(written.edges).toEqual(broken.edges);
    expect(written.nodes[2]?.bodies?.['body']?.edges).toEqual([{ from: 'gone', to: 'lost' }]);
  });

  it('keeps the notes of a workflow', () => {
    expect(writeDocument(readDocument(branchingWorkflow)).ui).toEqual(branchingWorkflow.ui);
  });
});

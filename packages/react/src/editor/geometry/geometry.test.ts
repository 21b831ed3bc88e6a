import { createCatalogue } from '@flowgraft/core/document';
import { describe, expect, it } from 'vitest';
import type { WorkflowDocument } from '@flowgraft/core';
import {
  branchingWorkflow,
  largeWorkflow,
  linearWorkflow,
  nestedWorkflow,
} from '../../testing/documents.fixture.js';
import { manifest, testManifests } from '../../testing/manifests.fixture.js';
import { readDocument } from '../read-document.js';
import type { EditorNode } from '../records.js';
import { contains } from './boxes.js';
import { geometryOf } from './geometry.js';

const switchNode = manifest({
  type: 'flow.switch',
  text: { title: 'Switch', description: '' },
  outputs: { case1: {}, case2: {}, case3: {}, default: { title: 'Otherwise' } },
});
const catalogue = createCatalogue([...testManifests, switchNode]);

function open(document: WorkflowDocument) {
  const records = readDocument(document);
  const geometry = geometryOf(records, catalogue);
  const node = (id: string): EditorNode => {
    const found = records.nodes.get(id);
    if (found === undefined) throw new Error(`no node ${id}`);
    return found;
  };
  return { records, geometry, node };
}

describe('ports', () => {
  it('puts error last, and shows as many cases as there are', () => {
    const { geometry, node } = open({
      schema: 1,
      id: 'w',
      nodes: [
        {
          id: 'way',
          type: 'flow.switch',
          version: 1,
          input: { cases: [{ label: 'Small', equals: 1 }, { equals: 2 }] },
        },
      ],
      edges: [],
    });
    expect(geometry.ports(node('way')).outputs).toEqual([
      { name: 'case1', label: 'Small' },
      { name: 'case2', label: null },
      { name: 'default', label: 'Otherwise' },
      { name: 'error', label: null },
    ]);
  });

  it('keeps the ports that edges use of a node type that is not known', () => {
    const { geometry, node } = open({
      schema: 1,
      id: 'w',
      nodes: [
        { id: 'a', type: 'gone.away', version: 1 },
        { id: 'b', type: 'data.set', version: 1 },
      ],
      edges: [{ from: 'a', fromPort: 'left', to: 'b' }],
    });
    const names = geometry.ports(node('a')).outputs.map(({ name }) => name);
    expect(names).toEqual(['out', 'left', 'error']);
    expect(geometry.manifestOf(node('a'))).toBeUndefined();
  });

  it('is one row beside the header, and rows below it where there are several', () => {
    const { geometry, node } = open(branchingWorkflow);
    expect(geometry.sizeOf(node('form'))).toEqual({ width: 224, height: 56 });
    expect(geometry.sizeOf(node('large'))).toEqual({ width: 224, height: 112 });
    expect(geometry.handles(node('large'))).toEqual([
      { port: 'in', kind: 'input', side: 'left', x: 0, y: 28 },
      { port: 'true', kind: 'output', side: 'right', x: 224, y: 68 },
      { port: 'false', kind: 'output', side: 'right', x: 224, y: 92 },
      { port: 'error', kind: 'output', side: 'bottom', x: 200, y: 112 },
    ]);
    expect(geometry.handles(node('large'), true).map(({ x }) => x)).toEqual([224, 0, 0, 24]);
  });
});

describe('frames', () => {
  it('have a section for each body, as large as what is in it', () => {
    const { geometry, node } = open(nestedWorkflow);
    const frame = geometry.frame('attempt');
    expect(frame?.sections.map(({ body }) => body)).toEqual(['body', 'catch', 'finally']);
    for (const inner of ['both', 'report']) {
      const { graph, position } = node(inner);
      const section = geometry.section(graph);
      if (section === null) throw new Error(`${inner} is in no section`);
      const size = geometry.sizeOf(node(inner));
      const end = {
        x: section.origin.x + position.x + size.width,
        y: section.origin.y + position.y + size.height,
      };
      expect(contains(section.box, end)).toBe(true);
    }
    expect(geometry.frame('put')).toBeNull();
  });

  it('are as large as the user wants, but never too small', () => {
    const large = open({
      ...nestedWorkflow,
      nodes: nestedWorkflow.nodes.map((each) => ({ ...each, ui: { width: 1800, height: 1400 } })),
    });
    expect(large.geometry.frame('each')?.size).toEqual({ width: 1800, height: 1400 });
    const small = open({
      ...nestedWorkflow,
      nodes: nestedWorkflow.nodes.map((each) => ({
        ...each,
        ui: { x: 0, y: 0, width: 1, height: 1 },
      })),
    });
    const { width, height } = small.geometry.frame('each')?.size ?? {};
    expect(width).toBeGreaterThan(1_100);
    expect(height).toBeGreaterThan(600);
  });

  it('make room for nodes left of and above the origin', () => {
    const { geometry, node } = open({
      schema: 1,
      id: 'w',
      nodes: [
        {
          id: 'each',
          type: 'flow.forEach',
          version: 1,
          bodies: {
            body: {
              nodes: [{ id: 'in', type: 'data.set', version: 1, ui: { x: -500, y: -100 } }],
              edges: [],
            },
          },
        },
      ],
      edges: [],
    });
    const place = geometry.absolutePosition('in');
    expect(place).toEqual({ x: 28, y: 56 + 28 + 20 });
    expect(geometry.sizeOf(node('each')).width).toBe(336);
  });
});

describe('graphAt', () => {
  it('finds the innermost graph, also of containers in containers', () => {
    const { geometry, node } = open(nestedWorkflow);
    for (const id of ['list', 'attempt', 'both', 'put', 'post', 'report', 'after']) {
      const place = geometry.absolutePosition(id) ?? { x: 0, y: 0 };
      // The header of a container is in the graph around it.
      const point = { x: place.x + 10, y: place.y + 10 };
      expect(geometry.graphAt(point)).toEqual(node(id).graph);
    }
    expect(geometry.graphAt({ x: -50, y: -50 })).toBeNull();
  });

  it('passes over what is being moved', () => {
    const { geometry } = open(nestedWorkflow);
    const inside = geometry.absolutePosition('put') ?? { x: 0, y: 0 };
    expect(geometry.graphAt(inside, new Set(['both']))).toEqual({
      nodeId: 'attempt',
      body: 'body',
    });
  });
});

it('is computed once for a document, and stays so with a container inside itself', () => {
  const { records, geometry } = open(linearWorkflow);
  expect(geometryOf(records, catalogue)).toBe(geometry);
  const broken = readDocument(nestedWorkflow);
  const each = broken.nodes.get('each');
  if (each === undefined) throw new Error('no container');
  const nodes = new Map(broken.nodes);
  nodes.set('each', { ...each, graph: { nodeId: 'attempt', body: 'catch' } });
  const inItself = geometryOf({ ...broken, nodes }, catalogue);
  expect(inItself.sizeOf(each).width).toBeGreaterThan(0);
  expect(inItself.absolutePosition('put')).not.toBeNull();
  expect(geometryOf(readDocument(largeWorkflow(50)), catalogue).boundsIn(null)?.width).toBe(11_144);
});

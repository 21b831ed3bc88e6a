import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { arabic } from '../language/ar.js';
import { branchingWorkflow, largeWorkflow, nestedWorkflow } from '../testing/documents.fixture.js';
import { testManifests } from '../testing/manifests.fixture.js';
import { WorkflowViewer } from './workflow-viewer.js';

describe('on a server', () => {
  it('draws nodes and edges', () => {
    const html = renderToString(
      <WorkflowViewer document={branchingWorkflow} nodeTypes={testManifests} />,
    );
    for (const name of ['Large order?', 'Tell sales', 'Say what failed', 'Post to chat'])
      expect(html).toContain(name);
    expect(html.match(/react-flow__edge-path fg-edge__line"/g)).toHaveLength(
      branchingWorkflow.edges.length,
    );
    expect(html.match(/data-fg-node=/g)).toHaveLength(branchingWorkflow.nodes.length);
    expect(html).not.toContain('visibility:hidden');
    expect(html).not.toContain('Flowgraft');
    // Nothing of it can be changed.
    expect(html).not.toContain('fg-port__add');
  });

  it('draws what is inside of containers, and says what it does not know', () => {
    const html = renderToString(<WorkflowViewer document={nestedWorkflow} nodeTypes={[]} />);
    expect(html.match(/data-fg-node=/g)).toHaveLength(9);
    expect(html).toContain('Unknown type: http.request');
  });

  it('speaks the language that it is given', () => {
    const html = renderToString(
      <WorkflowViewer document={branchingWorkflow} nodeTypes={testManifests} language={arabic} />,
    );
    expect(html).toContain('dir="rtl"');
    expect(html).toContain('لوحة سير العمل');
  });

  it('draws only what can be seen of a large workflow', () => {
    const html = renderToString(
      <WorkflowViewer document={largeWorkflow(1_000)} nodeTypes={testManifests} />,
    );
    const drawn = html.match(/data-fg-node=/g)?.length ?? 0;
    expect(drawn).toBeGreaterThan(10);
    expect(drawn).toBeLessThan(150);
  });
});

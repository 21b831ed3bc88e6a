// The same cards in xyflow as its documentation begins: nothing declared, statuses in the nodes' data.
import {
  applyNodeChanges,
  Background,
  Controls,
  Handle,
  MiniMap,
  Position,
  ReactFlow,
} from '@xyflow/react';
import { createElement as h, memo, useEffect, useState } from 'react';
import { largeWorkflow } from '../../packages/react/src/testing/documents.fixture.js';

const renders = { count: 0 };

const icon = h(
  'svg',
  { width: 18, height: 18, viewBox: '0 0 24 24' },
  h('path', { d: 'M4 12h16', stroke: 'currentColor' }),
);

const Card = memo(function Card({ data }) {
  renders.count += 1;
  return h(
    'div',
    {
      'data-card': true,
      className: 'fg-card',
      style: { position: 'relative', width: 224, height: 56 },
    },
    h(Handle, { type: 'target', position: Position.Left }),
    h(
      'div',
      { className: 'fg-card__header' },
      h('span', { className: 'fg-card__icon' }, icon),
      h(
        'span',
        { className: 'fg-card__names' },
        h('span', { className: 'fg-card__name' }, data.name),
        h('span', { className: 'fg-card__type' }, data.type),
      ),
      h('span', { className: 'fg-node-status', 'data-status': data.status }, data.status),
    ),
    h(Handle, { type: 'source', position: Position.Right }),
  );
});

const nodeTypes = { card: Card };
const shown = { change: undefined };

function Plain({ initial }) {
  const [nodes, setNodes] = useState(initial.nodes);
  useEffect(() => {
    shown.change = setNodes;
  }, []);
  const onNodesChange = (changes) => setNodes((now) => applyNodeChanges(changes, now));
  return h(
    'div',
    { className: 'bench-root' },
    h(
      ReactFlow,
      { nodes, edges: initial.edges, nodeTypes, onNodesChange },
      h(Background),
      h(MiniMap),
      h(Controls),
    ),
  );
}

export function openPlain(count) {
  const { nodes, edges } = largeWorkflow(count);
  const initial = {
    nodes: nodes.map(({ id, type, name, ui }) => ({
      id,
      type: 'card',
      position: { x: ui.x, y: ui.y },
      data: { name, type },
    })),
    edges: edges.map(({ from, to }) => ({ id: `${from}-${to}`, source: from, target: to })),
  };
  renders.count = 0;
  return {
    renders,
    element: h(Plain, { initial }),
    sendStatus(batch, size) {
      const ids = new Set(
        Array.from({ length: size }, (_, index) => `n${(batch * size + index) % count}`),
      );
      const status = batch % 2 === 0 ? 'running' : 'completed';
      shown.change((now) =>
        now.map((node) => (ids.has(node.id) ? { ...node, data: { ...node.data, status } } : node)),
      );
    },
  };
}

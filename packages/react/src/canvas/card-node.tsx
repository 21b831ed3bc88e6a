import { errorPort } from '@flowgraft/core/document';
import { useStore as useXyStore, type NodeProps, type ReactFlowState } from '@xyflow/react';
import { memo, useEffect, useLayoutEffect, useRef, type ReactElement, type ReactNode } from 'react';
import type { NodeManifest } from '@flowgraft/core';
import type { EditorNode } from '../editor/records.js';
import { placeholderZoom } from '../editor/geometry/viewport.js';
import type { NodeRunState } from '../run/run-states.js';
import { useStore } from '../hooks/use-store.js';
import { useStorePart } from '../hooks/use-store-part.js';
import { labelOf, titleOf } from '../panels/node-text.js';
import { nothing, useCanvas, type CanvasServices } from './canvas-services.js';
import type { CardData, DrawnCard } from './drawn-items.js';
import { PortHandleView } from './port-handle.js';

const isFar = ({ transform }: ReactFlowState): boolean => transform[2] < placeholderZoom;

/** Whether the canvas is zoomed out so far that nodes are drawn as plain boxes. */
export function useIsFar(): boolean {
  return useXyStore(isFar);
}

/** A node as xyflow draws it. What moves with every frame of a drag ends here: nothing below is drawn again. */
export const CardNode = memo(function CardNode({
  data,
  selected,
}: NodeProps<DrawnCard>): ReactElement {
  return <Card data={data} isSelected={selected} />;
});

interface CardProps {
  readonly data: CardData;
  readonly isSelected: boolean;
}

const Card = memo(function Card({ data, isSelected }: CardProps): ReactElement {
  const { node, manifest } = data;
  const { NodeCard } = useCanvas();
  const run = useNodeRunState(node.id);
  const problems = useProblemCount(node.id);
  const isPlain = useIsFar();
  return (
    <NodeFocus data={data} isSelected={isSelected} run={run} problems={problems}>
      {isPlain ? (
        <div className="fg-card fg-card--far" data-status={run?.status} />
      ) : (
        <>
          {NodeCard !== null && (
            <NodeCard
              node={node}
              manifest={manifest}
              isSelected={isSelected}
              problems={problems}
              run={run}
            />
          )}
          <PortHandles data={data} />
        </>
      )}
    </NodeFocus>
  );
});

/** The ports of a node, at their places on its edge. */
export const PortHandles = memo(function PortHandles({
  data: { node, handles, ports, taken },
}: {
  readonly data: CardData;
}): ReactNode {
  return handles.map((handle) => {
    const list = handle.kind === 'input' ? ports.inputs : ports.outputs;
    const label = list.find(({ name }) => name === handle.port)?.label ?? null;
    const isTaken = handle.kind === 'output' && taken.has(handle.port);
    return (
      <PortHandleView
        key={`${handle.kind} ${handle.port}`}
        nodeId={node.id}
        handle={handle}
        label={label}
        isTaken={isTaken}
      />
    );
  });
});

export interface NodeFocusProps {
  readonly data: CardData;
  readonly isSelected: boolean;
  readonly run: NodeRunState | null;
  readonly problems: number;
  readonly children: ReactNode;
}

/** What takes the keyboard's focus for a node, and tells screen readers what it is and how it stands. */
export function NodeFocus({
  data,
  isSelected,
  run,
  problems,
  children,
}: NodeFocusProps): ReactElement {
  const canvas = useCanvas();
  const { id } = data.node;
  const ref = useRef<HTMLDivElement>(null);
  const isWanted = useStorePart(canvas.focus.wanted, (wanted) => wanted === id);
  useEffect(() => {
    if (!isWanted) return;
    ref.current?.focus({ preventScroll: true });
    canvas.focus.wanted.set(null);
  }, [isWanted, canvas]);
  const { keep } = canvas.focus;
  useLayoutEffect(() => {
    const element = ref.current;
    return () => {
      if (element !== null && element.ownerDocument.activeElement === element) keep();
    };
  }, [keep]);
  return (
    <div
      ref={ref}
      className="fg-node"
      dir={canvas.texts.direction}
      role="group"
      tabIndex={-1}
      data-fg-node={id}
      aria-current={isSelected ? 'true' : undefined}
      aria-label={accessibleName(canvas, data, run, problems)}
      onFocus={(event) => {
        if (event.target === event.currentTarget) canvas.focus.current.set(id);
      }}
    >
      {children}
    </div>
  );
}

/** Label, type, status, problems: in this order, since the first words are what people listen for. */
function accessibleName(
  { texts, catalogue }: Pick<CanvasServices, 'texts' | 'catalogue'>,
  { node, manifest, frame }: CardData,
  run: NodeRunState | null,
  problems: number,
): string {
  const label = labelOf(texts, catalogue, node);
  const type =
    manifest === undefined
      ? texts('canvas.unknownType', { type: node.data.type })
      : titleOf(texts, manifest);
  const parts = [
    label,
    type !== label && type,
    frame !== null && texts('canvas.container'),
    node.data.disabled === true && texts('canvas.disabled'),
    isOlderVersion(node, manifest) && texts('canvas.olderVersion'),
    run !== null && texts(`canvas.status.${run.status}`),
    problems > 0 && texts('canvas.problems', { count: problems }),
  ];
  return parts.filter((part) => part !== false).join(texts('canvas.comma'));
}

/** How the steps of a node stand in the run that is shown; `null` without one. */
export function useNodeRunState(nodeId: string): NodeRunState | null {
  const { run } = useCanvas();
  return useStore(run === null ? nothing : run.node(nodeId));
}

export function useProblemCount(nodeId: string): number {
  return useStorePart(useCanvas().problems, (counts) => counts.get(nodeId) ?? 0);
}

/** Whether a node was made for an earlier version of its type, and is shown as the one that it can become. */
export function isOlderVersion({ data }: EditorNode, manifest: NodeManifest | undefined): boolean {
  return manifest !== undefined && manifest.version !== data.version;
}

/** The output ports that have rows with labels: those of a node that has several. */
export function labelledOutputs({ outputs }: CardData['ports']): CardData['ports']['outputs'] {
  const plain = outputs.filter(({ name }) => name !== errorPort);
  return plain.length > 1 ? plain : [];
}

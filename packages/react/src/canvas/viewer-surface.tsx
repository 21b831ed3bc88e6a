import {
  Background,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStoreApi,
  type ReactFlowProps,
} from '@xyflow/react';
import {
  useEffect,
  useId,
  useMemo,
  useRef,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
} from 'react';
import { CanvasControls } from './canvas-controls.js';
import { createControl } from './canvas-control.js';
import { useCanvas, type CanvasServices } from './canvas-services.js';
import type { DrawnEdge, DrawnNode } from './drawn-items.js';
import { edgeTypes, nodeTypes, proOptions, silentLabels } from './node-types.js';
import { maxZoom, minZoom, noCorners, type Corners } from '../editor/geometry/viewport.js';
import { firstNode, nodeTowards, type Direction } from '../editor/geometry/walk.js';
import type { Size } from '../editor/records.js';
import type { CanvasControl } from '../editor/ui-state.js';
import { useStore } from '../hooks/use-store.js';

/** From this many nodes on, only those that can be seen are drawn. */
const many = 150;
/** The smallest zoom that a workflow is opened with. */
const openingZoom = 0.4;
const fitting = { minZoom: openingZoom, maxZoom: 1, padding: 0.08 };

export interface ViewerSurfaceProps {
  /** What it is drawn for before it is measured. */
  readonly size: Size;
  readonly hasControls: boolean;
  readonly onNodeClick: ((nodeId: string) => void) | undefined;
}

/** The area that a viewer draws in. */
export function ViewerSurface({
  size,
  hasControls,
  onNodeClick,
}: ViewerSurfaceProps): ReactElement {
  const { texts, view } = useCanvas();
  // On a server there is one pass and no effect: what is to be drawn must be known to begin with.
  const { nodes, edges } = view.get();
  return (
    <ReactFlowProvider
      initialNodes={nodes}
      initialEdges={edges}
      initialWidth={size.width}
      initialHeight={size.height}
      initialMinZoom={openingZoom}
      initialMaxZoom={1}
      initialFitViewOptions={fitting}
      fitView
    >
      <KeyArea onNodeClick={onNodeClick}>
        <ViewerFlow
          size={size}
          hasControls={hasControls}
          onNodeClick={onNodeClick}
          label={texts('canvas.label')}
        />
      </KeyArea>
    </ReactFlowProvider>
  );
}

function ViewerFlow({
  size,
  hasControls,
  onNodeClick,
  label,
}: ViewerSurfaceProps & { readonly label: string }): ReactElement {
  const { view } = useCanvas();
  const { nodes, edges } = useStore(view);
  const flowId = useId().replaceAll(/[^A-Za-z0-9]/g, '');
  const control = useViewerControl();
  const handlers = useMemo(
    (): Partial<ReactFlowProps<DrawnNode, DrawnEdge>> => ({
      onNodeClick: (_event, node) => {
        if (node.type !== 'note') onNodeClick?.(node.id);
      },
    }),
    [onNodeClick],
  );
  return (
    <>
      <ReactFlow<DrawnNode, DrawnEdge>
        id={flowId}
        className="fg-flow"
        aria-label={label}
        width={size.width}
        height={size.height}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        fitView
        fitViewOptions={fitting}
        minZoom={minZoom}
        maxZoom={maxZoom}
        onlyRenderVisibleElements={nodes.length >= many}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        ariaLabelConfig={silentLabels}
        deleteKeyCode={null}
        selectionKeyCode={null}
        zoomOnDoubleClick={false}
        // A page with a viewer in it still scrolls.
        zoomOnScroll={false}
        preventScrolling={false}
        proOptions={proOptions}
        {...handlers}
      >
        <Background id={flowId} gap={20} size={1.5} />
      </ReactFlow>
      {hasControls && <CanvasControls control={control} />}
    </>
  );
}

const cornersOf = (): Corners => noCorners;

function useViewerControl(): CanvasControl {
  const { view, focus } = useCanvas();
  const flow = useReactFlow<DrawnNode, DrawnEdge>();
  const store = useStoreApi();
  return useMemo(
    () => createControl({ view, focus, cornersOf }, flow, store),
    [view, focus, flow, store],
  );
}

interface KeyAreaProps {
  readonly onNodeClick: ((nodeId: string) => void) | undefined;
  readonly children: ReactNode;
}

/** One stop of the Tab key; arrow keys go from node to node. */
function KeyArea({ onNodeClick, children }: KeyAreaProps): ReactElement {
  const services = useCanvas();
  const { texts, focus } = services;
  const control = useViewerControl();
  const helpId = useId();
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    focus.attach(ref.current);
    return () => focus.attach(null);
  }, [focus]);
  const go = (nodeId: string | null): void => {
    if (nodeId !== null) control.reveal(nodeId, { focus: true });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const direction = directions[event.key];
    const now = currentOf(services);
    if (event.target instanceof Element && event.target.closest('button, a') !== null) return;
    if (event.key === 'Enter' && now !== null) onNodeClick?.(now);
    else if (direction !== undefined) go(towards(services, now, direction));
    else if (event.key === 'Home') go(firstNode(services.view.document, services.view.geometry));
    else return;
    event.preventDefault();
  };
  return (
    <div
      ref={ref}
      className="fg-canvas fg-canvas--viewer"
      role="region"
      aria-label={texts('canvas.label')}
      aria-describedby={helpId}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        if (event.target === event.currentTarget && focus.isEntered) go(currentOf(services));
        focus.follow(event.target);
      }}
      onBlur={({ relatedTarget, currentTarget }) =>
        focus.follow(
          relatedTarget instanceof Node && currentTarget.contains(relatedTarget)
            ? relatedTarget
            : null,
        )
      }
    >
      <p id={helpId} hidden>
        {texts('canvas.helpReadOnly')}
      </p>
      {children}
    </div>
  );
}

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

function currentOf({ view, focus }: CanvasServices): string | null {
  return focus.current.get() ?? firstNode(view.document, view.geometry);
}

function towards(
  { view }: CanvasServices,
  from: string | null,
  direction: Direction,
): string | null {
  const isSideways = direction === 'left' || direction === 'right';
  const turned = direction === 'left' ? 'right' : 'left';
  const along = view.isMirrored && isSideways ? turned : direction;
  return from === null ? null : nodeTowards(view.document, view.geometry, from, along);
}

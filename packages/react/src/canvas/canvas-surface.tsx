import {
  Background,
  ReactFlow,
  useReactFlow,
  useStoreApi,
  type ReactFlowProps,
} from '@xyflow/react';
import {
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type ReactElement,
  type ReactNode,
} from 'react';
import { maxZoom, minZoom, type Corners } from '../editor/geometry/viewport.js';
import type { Size } from '../editor/records.js';
import { useStore } from '../hooks/use-store.js';
import type { CanvasParts } from './canvas-parts.js';
import { createControl, openingPlace, visibleBox, type SurfaceControl } from './canvas-control.js';
import { CanvasControls } from './canvas-controls.js';
import { useCanvas } from './canvas-services.js';
import { ConnectionLine } from './connection-line.js';
import type { DrawnEdge, DrawnNode } from './drawn-items.js';
import { createEdgeHover } from './edge-view.js';
import { GuideLines } from './guide-lines.js';
import { edgeTypes, nodeTypes, proOptions, silentLabels } from './node-types.js';
import { useSurfaceEvents } from './use-surface-events.js';

/** What never changes. */
const constant: Partial<ReactFlowProps<DrawnNode, DrawnEdge>> = {
  nodeTypes,
  edgeTypes,
  minZoom,
  maxZoom,
  onlyRenderVisibleElements: true,
  nodesFocusable: false,
  edgesFocusable: false,
  disableKeyboardA11y: true,
  ariaLabelConfig: silentLabels,
  deleteKeyCode: null,
  selectionKeyCode: ['Shift'],
  multiSelectionKeyCode: ['Meta', 'Control', 'Shift'],
  snapToGrid: true,
  snapGrid: [20, 20],
  connectionRadius: 28,
  connectionLineComponent: ConnectionLine,
  zoomOnDoubleClick: false,
  panOnScroll: true,
  elevateNodesOnSelect: false,
  proOptions,
};

export interface CanvasSurfaceProps {
  readonly parts: CanvasParts;
  readonly isReadOnly: boolean;
  readonly hasMinimap: boolean;
  readonly children?: ReactNode;
}

/** The area that everything is drawn in. It is measured first, so that only what can be seen is ever drawn. */
export function CanvasSurface({
  parts,
  isReadOnly,
  hasMinimap,
  children,
}: CanvasSurfaceProps): ReactElement {
  const { texts } = useCanvas();
  const { focus } = parts;
  const helpId = useId();
  const ref = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size | null>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    focus.attach(element);
    focus.follow(null);
    const stop = element === null ? undefined : whenSized(element, setSize);
    return () => {
      stop?.();
      focus.attach(null);
    };
  }, [focus]);
  const events = useSurfaceEvents(parts, isReadOnly);
  return (
    <div
      ref={ref}
      className="fg-canvas"
      role="region"
      aria-label={texts('canvas.label')}
      aria-describedby={helpId}
      {...events}
    >
      <p id={helpId} hidden>
        {texts(isReadOnly ? 'canvas.helpReadOnly' : 'canvas.help')}
      </p>
      {size !== null && (
        <SurfaceFlow parts={parts} isReadOnly={isReadOnly} hasMinimap={hasMinimap} size={size}>
          {children}
        </SurfaceFlow>
      )}
    </div>
  );
}

/** Tells the size of an element as soon as it has one: it may be in a part of the screen that is not open yet. */
function whenSized(element: Element, tell: (size: Size) => void): () => void {
  const measure = (): boolean => {
    const { width, height } = element.getBoundingClientRect();
    const isSized = width > 0 && height > 0;
    if (isSized) tell({ width, height });
    return isSized;
  };
  if (measure()) return () => undefined;
  const observer = new ResizeObserver(() => {
    if (measure()) observer.disconnect();
  });
  observer.observe(element);
  return () => observer.disconnect();
}

interface SurfaceFlowProps extends CanvasSurfaceProps {
  readonly size: Size;
}

function SurfaceFlow({
  parts,
  isReadOnly,
  hasMinimap,
  size,
  children,
}: SurfaceFlowProps): ReactElement {
  const { texts } = useCanvas();
  const { view, drag, connections, session } = parts;
  const { nodes, edges } = useStore(view);
  const flow = useReactFlow<DrawnNode, DrawnEdge>();
  const store = useStoreApi();
  const flowId = useId().replaceAll(/[^A-Za-z0-9]/g, '');
  const cornersOf = useCorners(hasMinimap);
  const placed = useMemo(() => ({ ...parts, cornersOf }), [parts, cornersOf]);
  const [opening] = useState(() => openingPlace(placed, size));
  const control = useMemo(() => createControl(placed, flow, store), [placed, flow, store]);
  useResize(parts, control, size);
  const handlers = useMemo(
    () => ({ ...createHandlers(parts, store), ...editHandlers(parts, store) }),
    [parts, store],
  );
  useEffect(() => {
    connections.measureWith((point) => flow.screenToFlowPosition(point, { snapToGrid: false }));
    session.canvas.set(control);
    return () => session.canvas.set(null);
  }, [connections, flow, control, session]);
  return (
    <>
      <ReactFlow<DrawnNode, DrawnEdge>
        id={flowId}
        className="fg-flow"
        aria-label={texts('canvas.label')}
        width={size.width}
        height={size.height}
        nodes={nodes}
        edges={edges}
        defaultViewport={opening}
        nodesDraggable={!isReadOnly}
        nodesConnectable={!isReadOnly}
        edgesReconnectable={!isReadOnly}
        {...constant}
        {...handlers}
      >
        <Background id={flowId} gap={20} size={1.5} />
        <GuideLines guides={drag.guides} />
        {children}
      </ReactFlow>
      <CanvasControls control={control} />
    </>
  );
}

/** The buttons and the overview that lie on the canvas, with the space around them. */
const buttonsCorner: Size = { width: 64, height: 132 };
const minimapCorner: Size = { width: 208, height: 150 };
/** A narrower canvas has no overview; the style sheet says the same. */
const leastForMinimap = 560;

function useCorners(hasMinimap: boolean): (screen: Size) => Corners {
  const isRightToLeft = useCanvas().texts.direction === 'rtl';
  return useCallback(
    ({ width }) => {
      const isShown = hasMinimap && width > leastForMinimap;
      const minimap = isShown ? minimapCorner : { width: 0, height: 0 };
      return isRightToLeft
        ? { left: minimap, right: buttonsCorner }
        : { left: buttonsCorner, right: minimap };
    },
    [hasMinimap, isRightToLeft],
  );
}

/** Panels around the canvas open and close: what is looked at stays in its middle. */
function useResize({ focus }: CanvasParts, control: SurfaceControl, opened: Size): void {
  const known = useRef(opened);
  useEffect(() => {
    const { element } = focus;
    if (element === null) return undefined;
    const observer = new ResizeObserver(() => {
      const { width, height } = element.getBoundingClientRect();
      const before = known.current;
      const isOther = width !== before.width || height !== before.height;
      if (!isOther || width === 0 || height === 0) return;
      known.current = { width, height };
      control.resize(before, { width, height });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [focus, control]);
}

type ReactFlowStore = ReturnType<typeof useStoreApi>;
type Handlers = Partial<ReactFlowProps<DrawnNode, DrawnEdge>>;

/** Made once: xyflow looks at everything again when one of them is another. */
function createHandlers(parts: CanvasParts, store: ReactFlowStore): Handlers {
  const { drag, hoveredEdge } = parts;
  const hover = createEdgeHover(hoveredEdge);
  return {
    onNodesChange: (changes) => drag.onNodesChange(changes),
    onEdgesChange: (changes) => selectEdges(parts, changes),
    onNodeDragStart: (_event, _node, dragged) => drag.start(dragged, visibleBox(store)),
    onNodeDrag: (_event, _node, dragged) => drag.over(dragged),
    onNodeDragStop: (_event, _node, dragged) => drag.end(dragged),
    onSelectionDragStart: (_event, dragged) => drag.start(dragged, visibleBox(store)),
    onSelectionDrag: (_event, dragged) => drag.over(dragged),
    onSelectionDragStop: (_event, dragged) => drag.end(dragged),
    onNodeDoubleClick: (_event, node) => openInspector(parts, node),
    onEdgeMouseEnter: (_event, edge) => hover.enter(edge.id),
    onEdgeMouseLeave: (_event, edge) => hover.leave(edge.id),
  };
}

function editHandlers({ edits, connections }: CanvasParts, store: ReactFlowStore): Handlers {
  return {
    isValidConnection: connections.isValid,
    onConnectStart: connections.onStart,
    onConnect: connections.onConnect,
    onConnectEnd: connections.onEnd,
    onClickConnectStart: connections.onStart,
    onClickConnectEnd: () => edits.connecting.set(null),
    onReconnectStart: connections.onReconnectStart,
    onReconnect: connections.onReconnect,
    onReconnectEnd: connections.onReconnectEnd,
    onPaneClick: () => {
      edits.connecting.set(null);
      store.setState({ connectionClickStartHandle: null });
    },
  };
}

type EdgeChanges = readonly {
  readonly type: string;
  readonly id?: string;
  readonly selected?: boolean;
}[];

function selectEdges({ session: { selection } }: CanvasParts, changes: EdgeChanges): void {
  const { nodes, edges, notes } = selection.get();
  const next = new Set(edges);
  for (const { type, id, selected } of changes) {
    if (type !== 'select' || id === undefined) continue;
    if (selected === true) next.add(id);
    else next.delete(id);
  }
  selection.select({ nodes, notes, edges: next });
}

function openInspector({ session }: CanvasParts, node: DrawnNode): void {
  if (node.type === 'note') return;
  session.selection.select({ nodes: [node.id] });
  session.ui.update((ui) => ({ ...ui, panel: 'inspector' }));
}

import { useReactFlow, useStore as useXyStore, type ReactFlowState } from '@xyflow/react';
import { useEffect, useMemo, useRef, type PointerEvent, type ReactElement } from 'react';
import { boundsOf, type Box } from '../editor/geometry/boxes.js';
import { useStorePart } from '../hooks/use-store-part.js';
import { useCanvas } from './canvas-services.js';
import type { CanvasView } from './canvas-view.js';

const width = 180;
const height = 120;

/** The whole workflow in small: drawn on one bitmap, whatever its size, when the document changes. A click goes there. */
export function Minimap(): ReactElement {
  const { texts, view } = useCanvas();
  const flow = useReactFlow();
  const document = useStorePart(view, () => view.document);
  const canvas = useRef<HTMLCanvasElement>(null);
  const boxes = useMemo(() => drawnBoxes(view, document), [view, document]);
  const scale = useMemo(() => scaleFor(boxes), [boxes]);
  useEffect(() => {
    if (canvas.current !== null) draw(canvas.current, boxes, scale);
  }, [boxes, scale]);
  const go = (event: PointerEvent): void => {
    if (event.buttons !== 1) return;
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const x = (event.clientX - left) / scale.factor + scale.x;
    const y = (event.clientY - top) / scale.factor + scale.y;
    void flow.setCenter(x, y, { zoom: flow.getZoom() });
  };
  return (
    <div
      className="fg-minimap"
      role="img"
      aria-label={texts('canvas.minimap')}
      style={{ width, height }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={go}
    >
      <canvas ref={canvas} width={width * 2} height={height * 2} style={{ width, height }} />
      <Screen scale={scale} />
    </div>
  );
}

interface Scale {
  readonly factor: number;
  /** What of the canvas is in the upper left corner. */
  readonly x: number;
  readonly y: number;
}

const screenOf = ({ transform, width: across, height: down }: ReactFlowState): string =>
  [...transform, across, down].join(' ');

/** The part that is on the screen. */
function Screen({ scale }: { readonly scale: Scale }): ReactElement {
  const [x = 0, y = 0, zoom = 1, across = 0, down = 0] = useXyStore(screenOf)
    .split(' ')
    .map(Number);
  const { factor } = scale;
  const style = {
    left: (-x / zoom - scale.x) * factor,
    top: (-y / zoom - scale.y) * factor,
    width: (across / zoom) * factor,
    height: (down / zoom) * factor,
  };
  return <div className="fg-minimap__screen" style={style} />;
}

interface DrawnBox extends Box {
  readonly isFrame: boolean;
}

function drawnBoxes(
  { geometry, isMirrored }: CanvasView,
  { nodes }: CanvasView['document'],
): DrawnBox[] {
  return [...nodes.values()].flatMap((node) => {
    const box = geometry.absoluteBox(node.id);
    if (box === null) return [];
    const x = isMirrored ? -box.x - box.width : box.x;
    return [{ ...box, x, isFrame: node.bodies.size > 0 }];
  });
}

function scaleFor(boxes: readonly Box[]): Scale {
  const bounds = boundsOf(boxes) ?? { x: 0, y: 0, width, height };
  const factor = Math.min(
    0.2,
    (width - 16) / Math.max(1, bounds.width),
    (height - 16) / Math.max(1, bounds.height),
  );
  return {
    factor,
    x: bounds.x - (width / factor - bounds.width) / 2,
    y: bounds.y - (height / factor - bounds.height) / 2,
  };
}

function draw(canvas: HTMLCanvasElement, boxes: readonly DrawnBox[], scale: Scale): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const style = getComputedStyle(canvas);
  context.setTransform(2, 0, 0, 2, 0, 0);
  context.clearRect(0, 0, width, height);
  context.fillStyle = style.getPropertyValue('--fg-border-strong') || 'grey';
  context.strokeStyle = context.fillStyle;
  for (const { x, y, isFrame, ...size } of boxes) {
    const place = [
      (x - scale.x) * scale.factor,
      (y - scale.y) * scale.factor,
      Math.max(2, size.width * scale.factor),
      Math.max(1.5, size.height * scale.factor),
    ] as const;
    if (isFrame) context.strokeRect(...place);
    else context.fillRect(...place);
  }
}

import { BaseEdge, EdgeLabelRenderer, getBezierPath, type EdgeProps } from '@xyflow/react';
import { memo, useEffect, useRef, type ReactElement, type RefObject } from 'react';
import { loopLine, type EdgeLine } from '../editor/geometry/edge-path.js';
import { useStore } from '../hooks/use-store.js';
import { useStorePart } from '../hooks/use-store-part.js';
import { Icon } from '../icons/icon.js';
import type { EdgeRunState } from '../run/run-states.js';
import { nothing, useCanvas } from './canvas-services.js';
import { useIsFar } from './card-node.js';
import type { DrawnEdge, EdgeData } from './drawn-items.js';

/** How long the tools of an edge stay after the pointer has left it: long enough to reach them. */
const lingerMs = 200;

/** A connection: its line, what is said on it, and tools to put a node on it or to take it away. */
export const EdgeView = memo(function EdgeView(props: EdgeProps<DrawnEdge>): ReactElement {
  const { id, data, selected = false } = props;
  const canvas = useCanvas();
  const isHovered = useStorePart(canvas.hoveredEdge, (hovered) => hovered === id);
  const run = useStore(canvas.run === null ? nothing : canvas.run.edge(id));
  const isFar = useIsFar();
  const line = useRef<SVGGElement>(null);
  useMotion(line, run);
  const { path, middle } = lineOf(props, canvas.view.isMirrored);
  const count = run?.count ?? 0;
  const classes = [
    'fg-edge',
    `fg-edge--${data?.kind ?? 'plain'}`,
    selected && 'fg-edge--selected',
    isHovered && 'fg-edge--hovered',
    count > 0 && 'fg-edge--taken',
  ];
  return (
    <g ref={line} className={classes.filter(Boolean).join(' ')}>
      <BaseEdge path={path} className="fg-edge__line" interactionWidth={isFar ? 0 : 20} />
      {!isFar && (
        <EdgeLabels
          id={id}
          data={data}
          middle={middle}
          count={count}
          showsTools={canvas.editing !== null && (selected || isHovered)}
        />
      )}
    </g>
  );
});

function lineOf(props: EdgeProps<DrawnEdge>, isMirrored: boolean): EdgeLine {
  const { sourceX, sourceY, targetX, targetY, data } = props;
  if (data?.kind === 'back')
    return loopLine({
      from: { x: sourceX, y: sourceY },
      to: { x: targetX, y: targetY },
      bottom: Math.max(sourceY + data.sourceDrop, targetY + data.targetDrop),
      isMirrored,
    });
  const [path, x, y] = getBezierPath(props);
  return { path, middle: { x, y } };
}

/** Moves the line for a moment each time that something goes along it. */
function useMotion(group: RefObject<SVGGElement | null>, run: EdgeRunState | null): void {
  const { motion } = useCanvas();
  const lastAt = run?.lastAt ?? null;
  useEffect(() => {
    const line = group.current?.querySelector('.fg-edge__line') ?? null;
    if (line !== null && lastAt !== null) motion.show(line, lastAt);
  }, [group, motion, lastAt]);
  useEffect(() => {
    const line = group.current?.querySelector('.fg-edge__line') ?? null;
    return () => {
      if (line !== null) motion.forget(line);
    };
  }, [group, motion]);
}

interface EdgeLabelsProps {
  readonly id: string;
  readonly data: EdgeData | undefined;
  readonly middle: EdgeLine['middle'];
  readonly count: number;
  readonly showsTools: boolean;
}

function EdgeLabels({ id, data, middle, count, showsTools }: EdgeLabelsProps): ReactElement | null {
  const { texts } = useCanvas();
  const limit = data?.edge.data.maxIterations;
  const label = limit === undefined ? null : texts('canvas.iterations', { count: limit });
  if (label === null && count < 2 && !showsTools) return null;
  return (
    <EdgeLabelRenderer>
      <div
        className="fg-edge-label nodrag nopan"
        dir={texts.direction}
        style={{ transform: `translate(-50%, -50%) translate(${middle.x}px, ${middle.y}px)` }}
      >
        {showsTools && <EdgeTools id={id} />}
        {label !== null && <span className="fg-edge-label__text">{label}</span>}
        {count > 1 && (
          <span className="fg-edge-label__count" title={texts('canvas.times', { count })}>
            ×{texts.number(count)}
          </span>
        )}
      </div>
    </EdgeLabelRenderer>
  );
}

function EdgeTools({ id }: { readonly id: string }): ReactElement {
  const { texts, editing, hoveredEdge } = useCanvas();
  return (
    <span
      className="fg-edge-tools"
      onPointerEnter={() => hoveredEdge.set(id)}
      onPointerLeave={() => hoveredEdge.set(null)}
    >
      <button
        type="button"
        className="fg-edge-tools__button"
        tabIndex={-1}
        aria-label={texts('canvas.insert')}
        title={texts('canvas.insert')}
        onClick={() => editing?.insertOn(id)}
      >
        <Icon name="plus" size={14} />
      </button>
      <button
        type="button"
        className="fg-edge-tools__button fg-edge-tools__button--danger"
        tabIndex={-1}
        aria-label={texts('canvas.disconnect')}
        title={texts('canvas.disconnect')}
        onClick={() => editing?.disconnect(id)}
      >
        <Icon name="trash" size={14} />
      </button>
    </span>
  );
}

/** Makes the tools of an edge stay for a moment after the pointer has left its line. */
export function createEdgeHover(hovered: { get(): string | null; set(id: string | null): void }): {
  readonly enter: (id: string) => void;
  readonly leave: (id: string) => void;
} {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    enter: (id) => {
      clearTimeout(timer);
      hovered.set(id);
    },
    leave: (id) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (hovered.get() === id && !isOverTools()) hovered.set(null);
      }, lingerMs);
    },
  };
}

function isOverTools(): boolean {
  return document.querySelector('.fg-edge-tools:hover') !== null;
}

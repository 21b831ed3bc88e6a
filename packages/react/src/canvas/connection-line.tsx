import { getBezierPath, type ConnectionLineComponentProps } from '@xyflow/react';
import type { ReactElement } from 'react';
import { useStore } from '../hooks/use-store.js';
import { nothing, useCanvas, type Connecting } from './canvas-services.js';
import type { DrawnNode } from './drawn-items.js';

/** A connection while it is drawn, and why it cannot end where the pointer is. */
export function ConnectionLine(props: ConnectionLineComponentProps<DrawnNode>): ReactElement {
  const { texts, editing } = useCanvas();
  const connecting = useStore(editing?.connecting ?? nothing);
  const { fromX, fromY, toX, toY, fromPosition, toPosition, connectionStatus } = props;
  const [path] = getBezierPath({
    sourceX: fromX,
    sourceY: fromY,
    sourcePosition: fromPosition,
    targetX: toX,
    targetY: toY,
    targetPosition: toPosition,
  });
  const reason = connecting === null ? null : reasonFor(connecting, props);
  const state = reason !== null ? 'invalid' : (connectionStatus ?? 'open');
  return (
    <g className={`fg-connection fg-connection--${state}`}>
      <path className="fg-connection__line" d={path} />
      <circle className="fg-connection__end" cx={toX} cy={toY} r={4} />
      {reason !== null && (
        <foreignObject
          className="fg-connection__place"
          x={toX + 12}
          y={toY + 12}
          width={260}
          height={80}
        >
          <div className="fg-connection__reason" dir={texts.direction}>
            {texts(reason.message, reason.values)}
          </div>
        </foreignObject>
      )}
    </g>
  );
}

function reasonFor(
  { from, isBackwards, judge }: Connecting,
  { toHandle }: ConnectionLineComponentProps<DrawnNode>,
) {
  if (toHandle === null || typeof toHandle.id !== 'string') return null;
  if (toHandle.nodeId === from.nodeId && toHandle.id === from.port) return null;
  const to = { nodeId: toHandle.nodeId, port: toHandle.id };
  const verdict = isBackwards ? judge(to, from) : judge(from, to);
  return verdict.ok ? null : verdict;
}

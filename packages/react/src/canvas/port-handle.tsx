import { errorPort } from '@flowgraft/core/document';
import { Handle, type Position } from '@xyflow/react';
import { memo, useCallback, type MouseEvent, type ReactElement } from 'react';
import type { PortHandle } from '../editor/geometry/handles.js';
import { useStore } from '../hooks/use-store.js';
import { Icon } from '../icons/icon.js';
import type { Texts } from '../language/text.js';
import { portLabel } from '../panels/node-text.js';
import { nothing, useCanvas, type Connecting } from './canvas-services.js';

export interface PortHandleViewProps {
  readonly nodeId: string;
  readonly handle: PortHandle;
  readonly label: string | null;
  /** An edge leaves or reaches it. */
  readonly isTaken: boolean;
}

/** A port: what is dragged to connect it, and, on an output that leads nowhere, a button that adds a node there. */
export const PortHandleView = memo(function PortHandleView({
  nodeId,
  handle,
  label,
  isTaken,
}: PortHandleViewProps): ReactElement {
  const { texts, editing } = useCanvas();
  const { port, kind, side, x, y } = handle;
  const connecting = useStore(editing?.connecting ?? nothing);
  const isOutput = kind === 'output';
  const name = label ?? portLabel(texts, port);
  const classes = [
    'fg-port',
    `fg-port--${kind}`,
    isErrorPort(handle) && 'fg-port--error',
    isTaken && 'fg-port--taken',
    connecting !== null && targetClass(connecting, nodeId, handle),
  ];
  const add = useCallback(
    (event: MouseEvent) => {
      event.stopPropagation();
      editing?.addAfter({ nodeId, port });
    },
    [editing, nodeId, port],
  );
  return (
    <Handle
      id={port}
      type={isOutput ? 'source' : 'target'}
      position={side as Position}
      className={classes.filter(Boolean).join(' ')}
      style={{ left: x, top: y }}
      isConnectable={editing !== null}
      title={editing === null ? undefined : titleOf(texts, handle, name)}
    >
      {isOutput && !isTaken && editing !== null && connecting === null && (
        <button
          type="button"
          className="fg-port__add"
          tabIndex={-1}
          aria-label={texts('canvas.addAfter', { port: name })}
          onClick={add}
        >
          <Icon name="plus" size={14} />
        </button>
      )}
    </Handle>
  );
});

function isErrorPort({ kind, port }: PortHandle): boolean {
  return kind === 'output' && port === errorPort;
}

function titleOf(texts: Texts, handle: PortHandle, port: string): string {
  if (isErrorPort(handle)) return texts('canvas.errorOutput');
  return texts(handle.kind === 'output' ? 'canvas.output' : 'canvas.input', { port });
}

function targetClass(
  { from, isBackwards, judge }: Connecting,
  nodeId: string,
  { port, kind }: PortHandle,
): string | false {
  if (kind !== (isBackwards ? 'output' : 'input')) return false;
  const other = { nodeId, port };
  const verdict = isBackwards ? judge(other, from) : judge(from, other);
  return verdict.ok ? 'fg-port--open' : 'fg-port--closed';
}

import { ViewportPortal } from '@xyflow/react';
import type { ReactElement } from 'react';
import type { Guide } from '../editor/geometry/alignment.js';
import { useStore } from '../hooks/use-store.js';
import type { ReadableStore } from '../store/value-store.js';

/** The lines that show what is level with what is being dragged. */
export function GuideLines({
  guides,
}: {
  readonly guides: ReadableStore<readonly Guide[]>;
}): ReactElement {
  return (
    <ViewportPortal>
      {useStore(guides).map(({ axis, at, from, to }) => (
        <div
          key={axis}
          className="fg-guide"
          data-axis={axis}
          style={
            axis === 'x'
              ? { left: at, top: from, height: to - from }
              : { top: at, left: from, width: to - from }
          }
        />
      ))}
    </ViewportPortal>
  );
}

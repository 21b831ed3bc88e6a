import { NodeResizeControl, type NodeProps } from '@xyflow/react';
import { memo, type ReactElement } from 'react';
import type { SectionLayout } from '../editor/geometry/frame-layout.js';
import { sectionHeaderHeight, sectionMinWidth } from '../editor/geometry/measures.js';
import { graphKey } from '../editor/records.js';
import { useStorePart } from '../hooks/use-store-part.js';
import { Icon } from '../icons/icon.js';
import { bodyLabel } from '../panels/node-text.js';
import { nothing, useCanvas } from './canvas-services.js';
import { NodeFocus, PortHandles, useNodeRunState, useProblemCount } from './card-node.js';
import type { CardData, DrawnCard } from './drawn-items.js';
import { CardHeader } from './node-card.js';

/** A container: a header, and below it a section for each of its inner graphs, in which their nodes lie. */
export const FrameNode = memo(function FrameNode({
  data,
  selected,
}: NodeProps<DrawnCard>): ReactElement {
  return <Frame data={data} isSelected={selected} />;
});

const Frame = memo(function Frame({
  data,
  isSelected,
}: {
  readonly data: CardData;
  readonly isSelected: boolean;
}): ReactElement {
  const { node, manifest, frame } = data;
  const { editing } = useCanvas();
  const run = useNodeRunState(node.id);
  const problems = useProblemCount(node.id);
  const classes = [
    'fg-frame',
    isSelected && 'fg-frame--selected',
    node.data.disabled === true && 'fg-frame--disabled',
    manifest === undefined && 'fg-frame--unknown',
  ];
  return (
    <NodeFocus data={data} isSelected={isSelected} run={run} problems={problems}>
      <div className={classes.filter(Boolean).join(' ')} data-status={run?.status}>
        <div className="fg-frame__header">
          <CardHeader node={node} manifest={manifest} problems={problems} run={run} />
        </div>
        {frame?.sections.map((section) => (
          <Section key={section.body} nodeId={node.id} section={section} />
        ))}
      </div>
      <PortHandles data={data} />
      {isSelected && editing !== null && <ResizeCorner nodeId={node.id} />}
    </NodeFocus>
  );
});

interface SectionProps {
  readonly nodeId: string;
  readonly section: SectionLayout;
}

const Section = memo(function Section({ nodeId, section }: SectionProps): ReactElement {
  const { texts, editing, view } = useCanvas();
  const { body, box } = section;
  const key = graphKey({ nodeId, body });
  const isTarget = useStorePart(editing?.dropTarget ?? nothing, (target) => target === key);
  const isEmpty = useStorePart(view, () => view.geometry.nodesIn({ nodeId, body }).length === 0);
  return (
    <div
      className={isTarget ? 'fg-frame__section fg-frame__section--target' : 'fg-frame__section'}
      style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
    >
      <div className="fg-frame__section-header" style={{ height: sectionHeaderHeight }}>
        {bodyLabel(texts, body)}
      </div>
      {isEmpty && editing !== null && (
        <button
          type="button"
          className="fg-frame__add nodrag"
          tabIndex={-1}
          onClick={() => editing.addInto(nodeId, body)}
        >
          <Icon name="plus" size={14} />
          {texts('canvas.addHere')}
        </button>
      )}
    </div>
  );
});

function ResizeCorner({ nodeId }: { readonly nodeId: string }): ReactElement {
  const { editing } = useCanvas();
  return (
    <NodeResizeControl
      className="fg-resize"
      position="bottom-right"
      minWidth={sectionMinWidth}
      onResizeEnd={(_event, { width, height }) => editing?.resize(nodeId, { width, height }, null)}
    >
      <span className="fg-resize__grip" />
    </NodeResizeControl>
  );
}

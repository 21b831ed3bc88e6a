import { memo, type ReactElement } from 'react';
import { useTexts } from '../hooks/editor-context.js';
import { Icon } from '../icons/icon.js';
import type { AxisWindow, TimeAxis } from '../run/time-axis.js';
import type { TimelineBar, TimelineRow } from '../run/timeline-model.js';
import type { RunNames } from './run-names.js';
import { StatusIcon } from './status-badge.js';
import { inWindow, percent } from './timeline-axis.js';
import { rowDuration, rowName, rowStart, rowStatus } from './timeline-texts.js';

export interface TimelineRowProps {
  readonly row: TimelineRow;
  /** From 0. */
  readonly index: number;
  readonly top: number;
  readonly names: RunNames;
  readonly axis: TimeAxis;
  readonly window: AxisWindow;
  readonly isClock: boolean;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly onPress: (row: TimelineRow) => void;
  readonly onToggle: (row: TimelineRow) => void;
}

/** A row of the timeline: everything that its bars show is there as text too. */
export const TimelineRowView = memo(function TimelineRowView(
  props: TimelineRowProps,
): ReactElement {
  const { row, index, top, names, axis, isClock, isActive, isSelected, onPress, onToggle } = props;
  const texts = useTexts();
  const name = rowName(row, names, texts);
  return (
    <div
      className="fg-waterfall-row"
      role="row"
      aria-rowindex={index + 2}
      aria-level={row.depth + 1}
      aria-expanded={row.isExpandable ? row.isExpanded : undefined}
      aria-selected={isSelected}
      tabIndex={isActive ? 0 : -1}
      data-row={index}
      data-kind={row.kind}
      style={{ insetBlockStart: top }}
      onClick={() => onPress(row)}
      onDoubleClick={() => onToggle(row)}
    >
      <NameCell row={row} name={name} onToggle={onToggle} />
      <div className="fg-waterfall-cell fg-waterfall-status" role="gridcell">
        {rowStatus(row, texts)}
      </div>
      <div className="fg-waterfall-cell" role="gridcell">
        {rowStart(row, texts, isClock ? null : axis.from)}
      </div>
      <div className="fg-waterfall-cell" role="gridcell">
        {rowDuration(row, texts)}
      </div>
      <Bars row={row} axis={axis} window={props.window} />
    </div>
  );
});

interface NameCellProps extends Pick<TimelineRowProps, 'row' | 'onToggle'> {
  readonly name: string;
}

function NameCell({ row, name, onToggle }: NameCellProps): ReactElement {
  return (
    <div
      className="fg-waterfall-name"
      role="gridcell"
      style={{ paddingInlineStart: 4 + row.depth * 16 }}
    >
      {/* For the mouse: the row says whether it is unfolded, and arrow keys do it. */}
      <span
        className="fg-waterfall-arrow"
        aria-hidden="true"
        onClick={(event) => {
          event.stopPropagation();
          onToggle(row);
        }}
      >
        {row.isExpandable && (
          <Icon name={row.isExpanded ? 'chevron-down' : 'chevron-right'} size={14} />
        )}
      </span>
      <StatusIcon status={row.status} />
      <span className="fg-waterfall-title" dir="auto" title={name}>
        {name}
      </span>
      {row.kind === 'step' && row.record.attempts > 1 && <Attempts count={row.record.attempts} />}
    </div>
  );
}

function Attempts({ count }: { readonly count: number }): ReactElement {
  const texts = useTexts();
  return (
    <span className="fg-tag" title={texts('run.attempts', { count })}>
      <span aria-hidden="true">×{texts.number(count)}</span>
      <span className="fg-visually-hidden">{texts('run.attempts', { count })}</span>
    </span>
  );
}

interface BarsProps {
  readonly row: TimelineRow;
  readonly axis: TimeAxis;
  readonly window: AxisWindow;
}

function Bars({ row, axis, window }: BarsProps): ReactElement {
  return (
    <div className="fg-waterfall-bars" aria-hidden="true">
      {row.bars.map((bar, index) => (
        <Bar key={index} bar={bar} axis={axis} window={window} />
      ))}
    </div>
  );
}

function Bar({
  bar,
  axis,
  window,
}: Omit<BarsProps, 'row'> & { readonly bar: TimelineBar }): ReactElement | null {
  const texts = useTexts();
  const start = inWindow(axis.place(bar.from), window);
  const end = inWindow(axis.place(bar.to), window);
  if (end < 0 || start > 1) return null;
  const from = Math.max(0, start);
  const { kind, status } = bar;
  return (
    <span
      className="fg-waterfall-bar"
      data-kind={bar.kind}
      data-status={bar.status}
      data-open={bar.isOpen || undefined}
      title={`${texts(kind === 'backoff' ? 'run.span.backoff' : `run.status.${status}`)} · ${texts.duration(bar.to - bar.from)}`}
      style={{ insetInlineStart: percent(from), inlineSize: percent(Math.min(1, end) - from) }}
    />
  );
}

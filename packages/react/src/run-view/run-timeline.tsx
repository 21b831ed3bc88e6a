import {
  useCallback,
  useEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
} from 'react';
import {
  defaultRangeExtractor,
  useVirtualizer,
  type Range,
  type VirtualItem,
} from '@tanstack/react-virtual';
import { useTexts } from '../hooks/editor-context.js';
import type { TimelineRow } from '../run/timeline-model.js';
import { moveWindow, wholeAxis, zoomWindow, type AxisWindow } from '../run/time-axis.js';
import { useRunScene } from './run-context.js';
import { AxisGaps, TimelineAxis } from './timeline-axis.js';
import { timelineKey } from './timeline-keys.js';
import { TimelineRowView, type TimelineRowProps } from './timeline-row.js';
import { TimelineTools } from './timeline-tools.js';
import { useRowHeight } from './use-row-height.js';
import { useTimeline, type TimelineView } from './use-timeline.js';
import { withRow } from './with-row.js';

const usualHeight = 30;

/** What happened when: the steps of the run on one axis of time, as a grid that is read like a tree. */
export function RunTimeline(): ReactElement {
  const { session, step } = useRunScene();
  const texts = useTexts();
  const view = useTimeline(session, step);
  const [window, setWindow] = useState<AxisWindow>(wholeAxis);
  const [isClock, setClock] = useState(false);
  const zoom = (factor: number): void =>
    setWindow((now) => zoomWindow(now, factor, (now.start + now.end) / 2));
  const fit = (): void => setWindow(wholeAxis);
  const move = (by: number): void => setWindow((now) => moveWindow(now, by));
  return (
    <section className="fg-waterfall" aria-label={texts('run.timeline')}>
      <TimelineTools
        isClock={isClock}
        onClock={setClock}
        shrinksIdle={view.shrinksIdle}
        onShrinksIdle={view.setShrinksIdle}
        onZoom={zoom}
        onFit={fit}
      />
      <TimelineGrid
        view={view}
        window={window}
        isClock={isClock}
        zoom={zoom}
        fit={fit}
        move={move}
      />
      {view.rows.length === 0 && <p className="fg-empty">{texts('run.nothingYet')}</p>}
    </section>
  );
}

interface TimelineGridProps {
  readonly view: TimelineView;
  readonly window: AxisWindow;
  readonly isClock: boolean;
  readonly zoom: (factor: number) => void;
  readonly fit: () => void;
  readonly move: (by: number) => void;
}

function TimelineGrid(props: TimelineGridProps): ReactElement {
  const { view, window, isClock, zoom, fit, move } = props;
  const { rows, axis } = view;
  const { step, selectStep } = useRunScene();
  const texts = useTexts();
  const { scroller, virtual, active, go } = useTimelineGrid(rows, step);
  const toggle = useLatest((row: TimelineRow) => {
    if (row.isExpandable) view.toggle(row);
  });
  const press = useLatest((row: TimelineRow) => {
    go(rows.indexOf(row));
    if (row.kind === 'step' || row.kind === 'attempt') selectStep(row.record.name.step);
    else toggle(row);
  });
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const isRtl = texts.direction === 'rtl';
    const scene = { rows, active, isRtl, go, toggle, open: press, zoom, fit, move };
    if (timelineKey(event, scene)) event.preventDefault();
  };
  return (
    <div
      ref={scroller}
      className="fg-waterfall-grid"
      role="treegrid"
      // Rows take the focus; the keys bubble from them.
      tabIndex={-1}
      aria-label={texts('run.timeline')}
      aria-rowcount={rows.length + 1}
      onKeyDown={onKeyDown}
    >
      <TimelineHead>
        <TimelineAxis axis={axis} window={window} isClock={isClock} />
      </TimelineHead>
      <div
        className="fg-waterfall-body"
        role="rowgroup"
        style={{ blockSize: virtual.getTotalSize() }}
      >
        <div className="fg-waterfall-gaps" aria-hidden="true">
          <div className="fg-waterfall-gaps-track">
            <AxisGaps axis={axis} window={window} />
          </div>
        </div>
        <TimelineRows
          items={virtual.getVirtualItems()}
          {...{ rows, axis, window, isClock, active, onPress: press, onToggle: toggle }}
        />
      </div>
    </div>
  );
}

interface TimelineRowsProps extends Pick<
  TimelineRowProps,
  'axis' | 'window' | 'isClock' | 'onPress' | 'onToggle'
> {
  readonly items: readonly VirtualItem[];
  readonly rows: readonly TimelineRow[];
  readonly active: number;
}

/** The rows that are on the screen. */
function TimelineRows({ items, rows, active, ...shared }: TimelineRowsProps): ReactElement {
  const { names, step } = useRunScene();
  return (
    <>
      {items.map(({ index, start }) => {
        const row = rows[index];
        if (row === undefined) return null;
        return (
          <TimelineRowView
            key={row.key}
            row={row}
            index={index}
            top={start}
            names={names}
            isActive={index === active}
            isSelected={row.kind === 'step' && row.key === step}
            {...shared}
          />
        );
      })}
    </>
  );
}

function TimelineHead({ children }: { readonly children: ReactElement }): ReactElement {
  const texts = useTexts();
  return (
    <div className="fg-waterfall-head" role="rowgroup">
      <div className="fg-waterfall-headrow" role="row" aria-rowindex={1}>
        <span role="columnheader">{texts('run.column.step')}</span>
        <span role="columnheader">{texts('run.column.status')}</span>
        <span role="columnheader">{texts('run.column.start')}</span>
        <span role="columnheader">{texts('run.column.duration')}</span>
        {children}
      </div>
    </div>
  );
}

/** Which rows are drawn, and which one has the keyboard's focus. */
function useTimelineGrid(rows: readonly TimelineRow[], step: string | null) {
  const scroller = useRef<HTMLDivElement>(null);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const rowHeight = useRowHeight(usualHeight);
  const wantsFocus = useRef(false);
  const active = Math.max(
    0,
    rows.findIndex(({ key }) => key === activeKey),
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    // Below the head, which stays.
    scrollPaddingStart: usualHeight,
    rangeExtractor: (range: Range) => withRow(defaultRangeExtractor(range), active, rows.length),
  });
  const go = (wanted: number): void => {
    const index = Math.min(rows.length - 1, Math.max(0, wanted));
    const row = rows[index];
    if (row === undefined) return;
    wantsFocus.current = true;
    setActiveKey(row.key);
    virtual.scrollToIndex(index);
    // The same row again: nothing is drawn anew that would take the focus there.
    scroller.current?.querySelector<HTMLElement>(`[data-row="${index}"]`)?.focus();
  };
  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    scroller.current?.querySelector<HTMLElement>(`[data-row="${active}"]`)?.focus();
  }, [active]);
  const latest = useRef({ rows, virtual });
  useEffect(() => {
    latest.current = { rows, virtual };
  });
  useEffect(() => {
    const index = latest.current.rows.findIndex(({ key }) => key === step);
    if (step === null || index < 0) return;
    setActiveKey(step);
    latest.current.virtual.scrollToIndex(index);
  }, [step]);
  return { scroller, virtual, active, go };
}

/** A function that stays the same and does what the newest one does. */
function useLatest<Argument>(act: (argument: Argument) => void): (argument: Argument) => void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });
  return useCallback((argument: Argument) => latest.current(argument), []);
}

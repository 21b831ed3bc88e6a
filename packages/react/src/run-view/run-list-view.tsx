import {
  memo,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactElement,
} from 'react';
import { defaultRangeExtractor, useVirtualizer, type Range } from '@tanstack/react-virtual';
import { useEditor, useTexts } from '../hooks/editor-context.js';
import { useStore } from '../hooks/use-store.js';
import { Icon } from '../icons/icon.js';
import { RunList, type RunListState } from '../run/run-list.js';
import { isRunOver } from '../run/run-status.js';
import type { RunSummary } from '../transport/transport.js';
import { RunFilters } from './run-filters.js';
import { StatusIcon } from './status-badge.js';
import { messageOf } from './use-action.js';
import { useWorkflowNames } from './use-workflow-names.js';
import { withRow } from './with-row.js';

export interface RunListViewProps {
  /** Only runs of this workflow; of all when absent. */
  readonly workflowId?: string | undefined;
  /** The run that is shown beside the list. */
  readonly current?: string | null | undefined;
  readonly onOpen: (run: RunSummary) => void;
}

const rowHeight = 52;

/** Runs, the newest first, live: filtered, read as far as is scrolled. */
export function RunListView({
  workflowId,
  current = null,
  onOpen,
}: RunListViewProps): ReactElement {
  const { transport } = useEditor();
  const list = useMemo(
    () => new RunList({ transport, filter: { workflowId, status: [] } }),
    [transport, workflowId],
  );
  useEffect(() => list.open(), [list]);
  const state = useStore(list.state);
  return (
    <div className="fg-runs">
      <RunFilters list={list} state={state} isFixed={workflowId !== undefined} />
      <RunRows
        list={list}
        state={state}
        current={current}
        showsWorkflow={workflowId === undefined}
        onOpen={onOpen}
      />
    </div>
  );
}

interface RunRowsProps {
  readonly list: RunList;
  readonly state: RunListState;
  readonly current: string | null;
  readonly showsWorkflow: boolean;
  readonly onOpen: (run: RunSummary) => void;
}

function RunRows({ list, state, current, showsWorkflow, onOpen }: RunRowsProps): ReactElement {
  const texts = useTexts();
  const { runs } = state;
  const names = useWorkflowNames(showsWorkflow);
  const { scroller, virtual, active, onKeyDown } = useRunRows(list, state);
  if (runs.length === 0) return <NoRuns list={list} state={state} />;
  return (
    <div
      ref={scroller}
      className="fg-runs-rows"
      role="list"
      aria-label={texts('run.list')}
      aria-busy={state.status === 'loading'}
      onKeyDown={onKeyDown}
    >
      <div className="fg-runs-size" role="none" style={{ blockSize: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const run = runs[index];
          if (run === undefined) return null;
          return (
            <RunRow
              key={run.id}
              run={run}
              index={index}
              count={state.hasMore ? -1 : runs.length}
              top={start}
              workflow={showsWorkflow ? (names.get(run.workflowId) ?? run.workflowId) : null}
              isActive={index === active}
              isCurrent={run.id === current}
              onOpen={onOpen}
            />
          );
        })}
      </div>
      {state.isLoadingMore && <p className="fg-hint">{texts('run.value.reading')}</p>}
    </div>
  );
}

function useRunRows(list: RunList, { runs, hasMore }: RunListState) {
  const scroller = useRef<HTMLDivElement>(null);
  const [activeId, setActive] = useState<string | null>(null);
  const active = Math.max(
    0,
    runs.findIndex(({ id }) => id === activeId),
  );
  const virtual = useVirtualizer({
    count: runs.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 5,
    getItemKey: (index) => runs[index]?.id ?? index,
    rangeExtractor: (range: Range) => withRow(defaultRangeExtractor(range), active, runs.length),
  });
  const lastShown = virtual.getVirtualItems().at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && lastShown >= runs.length - 5) void list.more();
  }, [list, hasMore, lastShown, runs.length]);
  const wanted = useRef(false);
  useEffect(() => {
    if (!wanted.current) return;
    wanted.current = false;
    scroller.current?.querySelector<HTMLElement>(`[data-row="${active}"]`)?.focus();
  }, [active]);
  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      const targets: Readonly<Record<string, number>> = {
        ArrowDown: active + 1,
        ArrowUp: active - 1,
        Home: 0,
        End: runs.length - 1,
      };
      const target = targets[event.key];
      const run = target === undefined ? undefined : runs[target];
      if (target === undefined || run === undefined) return;
      event.preventDefault();
      wanted.current = true;
      setActive(run.id);
      virtual.scrollToIndex(target);
    },
    [active, runs, virtual],
  );
  return { scroller, virtual, active, onKeyDown };
}

interface RunRowProps {
  readonly run: RunSummary;
  readonly index: number;
  /** -1 while it is not known. */
  readonly count: number;
  readonly top: number;
  /** The name of its workflow; `null` where all are of the same. */
  readonly workflow: string | null;
  readonly isActive: boolean;
  readonly isCurrent: boolean;
  readonly onOpen: (run: RunSummary) => void;
}

const RunRow = memo(function RunRow({
  run,
  index,
  count,
  top,
  workflow,
  isActive,
  isCurrent,
  onOpen,
}: RunRowProps): ReactElement {
  const texts = useTexts();
  const { startedAt, finishedAt, createdAt, error, tags, status } = run;
  const took = startedAt !== null && finishedAt !== null ? finishedAt - startedAt : null;
  const asks = !isRunOver(status) && run.waits.some(({ signal }) => signal !== undefined);
  return (
    <div
      className="fg-runs-item"
      role="listitem"
      aria-setsize={count}
      aria-posinset={index + 1}
      style={{ insetBlockStart: top }}
    >
      <button
        type="button"
        className="fg-runs-row"
        data-row={index}
        tabIndex={isActive ? 0 : -1}
        aria-current={isCurrent || undefined}
        onClick={() => onOpen(run)}
      >
        <StatusIcon status={status} />
        <span className="fg-runs-main">
          <span className="fg-runs-name">
            <span>{asks ? texts('run.status.answer') : texts(`run.status.${status}`)}</span>
            {workflow !== null && <span dir="auto">{workflow}</span>}
          </span>
          <span className="fg-runs-more" dir="auto">
            {error === null ? tags.join(', ') : error.message}
          </span>
        </span>
        <span className="fg-runs-times">
          <span>{texts.time(createdAt, { dateStyle: 'short', timeStyle: 'medium' })}</span>
          <span>{took === null ? '' : texts.duration(took)}</span>
        </span>
      </button>
    </div>
  );
});

/** Why there is nothing in the list. */
function NoRuns({ list, state }: Pick<RunRowsProps, 'list' | 'state'>): ReactElement {
  const texts = useTexts();
  const { status, filter } = state;
  if (status === 'loading') return <p className="fg-empty">{texts('run.value.reading')}</p>;
  if (status === 'failed') {
    return (
      <div className="fg-empty" role="alert">
        <p>{texts('run.list.failed')}</p>
        <p className="fg-hint">{messageOf(state.error)}</p>
        <button type="button" className="fg-button" onClick={() => list.refresh()}>
          {texts('run.retry')}
        </button>
      </div>
    );
  }
  const isFiltered =
    filter.status.length > 0 || filter.since !== undefined || (filter.tag ?? '') !== '';
  return (
    <div className="fg-empty">
      <Icon name="history" size={24} />
      <p>{texts(isFiltered ? 'run.list.noMatch' : 'run.list.empty')}</p>
    </div>
  );
}

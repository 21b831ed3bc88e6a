import { useEffect, useState, type ReactElement } from 'react';
import type { RunStatus } from '@flowgraft/core';
import { useTexts } from '../hooks/editor-context.js';
import { Icon } from '../icons/icon.js';
import type { RunList, RunListState } from '../run/run-list.js';
import { runStatuses } from '../run/run-status.js';
import { useWorkflowNames } from './use-workflow-names.js';

export interface RunFiltersProps {
  readonly list: RunList;
  readonly state: RunListState;
  /** The workflow cannot be chosen: the list is of one. */
  readonly isFixed: boolean;
}

const hour = 3_600_000;
const periods = { hour, day: 24 * hour, week: 7 * 24 * hour, month: 30 * 24 * hour } as const;
type Period = keyof typeof periods;

/** Which runs are listed, and whether new ones join them. */
export function RunFilters({ list, state, isFixed }: RunFiltersProps): ReactElement {
  const texts = useTexts();
  const [period, setPeriod] = useState<Period | ''>('');
  const { status } = state.filter;
  return (
    <div className="fg-runs-filters" role="search" aria-label={texts('run.filters')}>
      <select
        className="fg-select"
        aria-label={texts('run.filter.status')}
        value={status[0] ?? ''}
        onChange={(event) => {
          const chosen = runStatuses.find((one) => one === event.currentTarget.value);
          list.filter({ status: chosen === undefined ? [] : [chosen] });
        }}
      >
        <option value="">{texts('run.filter.anyStatus')}</option>
        {runStatuses.map((one: RunStatus) => (
          <option key={one} value={one}>
            {texts(`run.status.${one}`)}
          </option>
        ))}
      </select>
      {!isFixed && <WorkflowFilter list={list} chosen={state.filter.workflowId} />}
      <select
        className="fg-select"
        aria-label={texts('run.filter.period')}
        value={period}
        onChange={(event) => {
          const chosen = (Object.keys(periods) as Period[]).find(
            (one) => one === event.currentTarget.value,
          );
          setPeriod(chosen ?? '');
          list.filter({ since: chosen === undefined ? undefined : Date.now() - periods[chosen] });
        }}
      >
        <option value="">{texts('run.filter.anyTime')}</option>
        {(Object.keys(periods) as Period[]).map((one) => (
          <option key={one} value={one}>
            {texts(`run.filter.${one}`)}
          </option>
        ))}
      </select>
      <TagFilter list={list} />
      <PauseButton list={list} state={state} />
    </div>
  );
}

function WorkflowFilter({
  list,
  chosen,
}: {
  readonly list: RunList;
  readonly chosen: string | undefined;
}): ReactElement {
  const texts = useTexts();
  const names = useWorkflowNames(true);
  return (
    <select
      className="fg-select"
      aria-label={texts('run.filter.workflow')}
      value={chosen ?? ''}
      onChange={(event) => {
        const id = event.currentTarget.value;
        list.filter({ workflowId: id === '' ? undefined : id });
      }}
    >
      <option value="">{texts('run.filter.anyWorkflow')}</option>
      {[...names].map(([id, name]) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  );
}

/** Milliseconds after the last key. */
const typingMs = 300;

function TagFilter({ list }: { readonly list: RunList }): ReactElement {
  const texts = useTexts();
  const [tag, setTag] = useState<string | null>(null);
  useEffect(() => {
    if (tag === null) return undefined;
    const timer = setTimeout(
      () => list.filter({ tag: tag.trim() === '' ? undefined : tag.trim() }),
      typingMs,
    );
    return () => clearTimeout(timer);
  }, [list, tag]);
  return (
    <input
      className="fg-input"
      type="search"
      aria-label={texts('run.filter.tag')}
      placeholder={texts('run.filter.tag')}
      value={tag ?? ''}
      onChange={(event) => setTag(event.currentTarget.value)}
    />
  );
}

function PauseButton({ list, state }: Pick<RunFiltersProps, 'list' | 'state'>): ReactElement {
  const texts = useTexts();
  const { isPaused, held } = state;
  return (
    <button
      type="button"
      className="fg-button fg-button--small"
      aria-pressed={isPaused}
      onClick={() => list.pause(!isPaused)}
    >
      <Icon name={isPaused ? 'play' : 'pause'} size={14} />
      {texts(isPaused ? 'run.live.go' : 'run.live.pause')}
      {held > 0 && (
        <span className="fg-tag fg-tag--accent">{texts('run.live.held', { count: held })}</span>
      )}
    </button>
  );
}

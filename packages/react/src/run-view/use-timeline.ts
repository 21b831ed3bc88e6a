import { useEffect, useMemo, useState } from 'react';
import { useStore } from '../hooks/use-store.js';
import { isRunOver } from '../run/run-status.js';
import type { RunSession } from '../run/run-session.js';
import type { StepList } from '../run/step-list.js';
import {
  pathsAround,
  timeline,
  type Timeline,
  type TimelineOptions,
  type TimelineRow,
} from '../run/timeline-model.js';
import type { RunSummary } from '../transport/transport.js';

/** Rows are made anew at most this often while a run goes on, in milliseconds: less often the more steps there are. */
function restMs({ size }: StepList): number {
  return 250 + size / 20;
}

export interface TimelineView extends Timeline {
  /** Folds a row, or unfolds it. */
  readonly toggle: (row: TimelineRow) => void;
  readonly shrinksIdle: boolean;
  readonly setShrinksIdle: (shrinks: boolean) => void;
}

/** What is unfolded in a timeline. */
type Folding = Pick<TimelineOptions, 'folds' | 'revealed'>;

/** The rows of a run's timeline, brought up to date a few times a second. @param step - It has to be seen. */
export function useTimeline(session: RunSession, step: string | null): TimelineView {
  const run = useStore(session.summary);
  const { list, now } = useCalmSteps(session, run);
  const [folding, setFolding] = useState<Folding>({ folds: new Map(), revealed: new Set() });
  const [shrinksIdle, setShrinksIdle] = useState(true);
  useEffect(() => {
    if (step !== null) setFolding((before) => withRevealed(before, pathsAround(step)));
  }, [step]);
  const from = run?.startedAt ?? run?.createdAt ?? 0;
  const to = run?.finishedAt ?? Math.max(now, from);
  const made = useMemo(
    () => timeline(list, { ...folding, shrinksIdle, whole: { from, to } }),
    [list, folding, shrinksIdle, from, to],
  );
  return {
    ...made,
    shrinksIdle,
    setShrinksIdle,
    toggle: ({ key, isExpanded }) =>
      setFolding(({ folds, revealed }) => ({
        folds: new Map(folds).set(key, !isExpanded),
        revealed,
      })),
  };
}

/** What the user had folded is unfolded again when a step in it is looked at. */
function withRevealed({ folds, revealed }: Folding, paths: readonly string[]): Folding {
  return {
    folds: new Map([...folds].filter(([key]) => !paths.includes(key))),
    revealed: new Set([...revealed, ...paths]),
  };
}

/** The steps as they were a moment ago, and that moment: both stand still between. */
function useCalmSteps(
  session: RunSession,
  run: RunSummary | null,
): { readonly list: StepList; readonly now: number } {
  const [seen, setSeen] = useState(() => ({ list: session.steps.get(), now: Date.now() }));
  const isOver = run !== null && isRunOver(run.status);
  useEffect(() => {
    const look = (): void => setSeen({ list: session.steps.get(), now: Date.now() });
    look();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const later = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        look();
      }, restMs(session.steps.get()));
    };
    const leave = session.steps.subscribe(later);
    // Bars grow while something runs, also when nothing is told.
    const clock = isOver ? undefined : setInterval(later, 1_000);
    return () => {
      leave();
      clearTimeout(timer);
      clearInterval(clock);
    };
  }, [session, isOver]);
  return seen;
}

/** What workers and pools tell as it happens, and how that reads. */

import type { CommandIo } from '../command-io.js';
import { formatDuration, plural } from '../view/format.js';
import { jsonText } from '../view/json-text.js';
import { createStyle } from '../view/style.js';

/** Why a process of a pool ended. */
export type WorkerEndReason =
  /** It was asked to. */
  | 'drained'
  /** It was asked to, and was ended when that took too long. */
  | 'late'
  /** It was ended because it no longer answered. */
  | 'unresponsive'
  /** By itself, or by somebody else. */
  | 'died';

interface WorkerEnded {
  readonly event: 'worker.ended';
  readonly worker: number;
  readonly pid: number | null;
  readonly reason: WorkerEndReason;
  readonly code: number | null;
  readonly signal: string | null;
  /** Milliseconds until another is started in its place; `null` when none is. */
  readonly restartMs: number | null;
}

export type WorkerNews =
  | {
      readonly event: 'worker.started' | 'worker.ready';
      readonly worker: number;
      readonly pid: number;
    }
  | { readonly event: 'worker.trouble'; readonly worker: number; readonly message: string }
  | WorkerEnded
  | {
      readonly event: 'pool.resized';
      readonly from: number;
      readonly to: number;
      readonly held: number;
      readonly backlog: number | null;
    }
  | { readonly event: 'stopping'; readonly held: number }
  /** `killed`: processes that did not stop in time. */
  | { readonly event: 'stopped'; readonly killed: number };

export type TellNews = (news: WorkerNews) => void;

/** Lines on stderr, or with `--json` one object per line on stdout. */
export function newsTeller(io: CommandIo, isJson: boolean): TellNews {
  if (isJson) {
    return (news) => io.stdout.write(`${jsonText({ at: new Date().toISOString(), ...news })}\n`);
  }
  const style = createStyle(io.stderr, io.env);
  return (news) => {
    const text = newsText(news);
    const isBad = news.event === 'worker.trouble' || isFailure(news);
    io.stderr.write(`${isBad ? style.yellow(text) : text}\n`);
  };
}

function isFailure(news: WorkerNews): boolean {
  return news.event === 'worker.ended' && news.reason !== 'drained';
}

/** One line. */
export function newsText(news: WorkerNews): string {
  switch (news.event) {
    case 'worker.started':
      return `worker ${news.worker}: process ${news.pid} starts`;
    case 'worker.ready':
      return `worker ${news.worker}: process ${news.pid} takes runs`;
    case 'worker.trouble':
      return `worker ${news.worker}: ${news.message}`;
    case 'worker.ended':
      return `worker ${news.worker}: ${endText(news)}`;
    case 'pool.resized':
      return `pool ${news.to > news.from ? 'grows' : 'shrinks'} from ${news.from} to ${news.to}: ${dueText(news.backlog)}, ${news.held} held`;
    case 'stopping':
      return news.held === 0
        ? 'stopping'
        : `stopping: ${plural(news.held, 'run')} under way ${news.held === 1 ? 'comes' : 'come'} to a stop first`;
    case 'stopped':
      return news.killed === 0
        ? 'stopped'
        : `stopped; ${news.killed} did not stop in time, and what they held goes on with others`;
  }
}

const reasons: Readonly<Record<Exclude<WorkerEndReason, 'died'>, string>> = {
  drained: 'has stopped',
  late: 'did not stop in time and was ended',
  unresponsive: 'no longer answered and was ended',
};

function endText({ pid, reason, code, signal, restartMs }: WorkerEnded): string {
  const process = pid === null ? 'its process' : `process ${pid}`;
  const next = restartMs === null ? '' : `; another starts in ${formatDuration(restartMs)}`;
  if (reason !== 'died') return `${process} ${reasons[reason]}${next}`;
  if (pid === null) return `${process} could not be started${next}`;
  return `${process} ended ${signal === null ? `with code ${code ?? 'unknown'}` : `by ${signal}`}${next}`;
}

function dueText(backlog: number | null): string {
  if (backlog === null) return 'how many runs are due is not known';
  return `${plural(backlog, 'run')} due`;
}

/** What happened in a simulation, in order: the side record that the oracle judges. */

import type {
  CreateOptions,
  CreateOutcome,
  ClaimRequest,
  ClaimResult,
  Heartbeat,
  HeartbeatResult,
} from '../../ports/claim.js';
import type { CommitOutcome, RunChange } from '../../ports/run-change.js';
import type { RunLimit } from '../../ports/limits.js';
import type { DeliveryOutcome, HeldRun, Message, NewRun } from '../../ports/stored-run.js';

interface Happening {
  /** Virtual epoch milliseconds. */
  readonly at: number;
  /** The process, for example `p2`. */
  readonly process: string;
}

/** Calls of the store that change it: what was asked and what the store said, noted when the store did it. */
export type StoreCall = Happening & { readonly kind: 'call' } & (
    | {
        readonly operation: 'create';
        readonly args: readonly [readonly NewRun[], CreateOptions?];
        readonly result: readonly CreateOutcome[];
      }
    | {
        readonly operation: 'claim';
        readonly args: readonly [ClaimRequest];
        readonly result: ClaimResult;
      }
    | {
        readonly operation: 'commit';
        readonly args: readonly [readonly RunChange[]];
        readonly result: readonly CommitOutcome[];
      }
    | {
        readonly operation: 'deliver';
        readonly args: readonly [readonly Message[]];
        readonly result: readonly DeliveryOutcome[];
      }
    | {
        readonly operation: 'heartbeat';
        readonly args: readonly [Heartbeat];
        readonly result: HeartbeatResult;
      }
    | {
        readonly operation: 'drop';
        readonly args: readonly [readonly HeldRun[], number];
        readonly result: unknown;
      }
    | { readonly operation: 'release'; readonly args: readonly [string]; readonly result: unknown }
    | {
        readonly operation: 'setLimits';
        readonly args: readonly [readonly RunLimit[]];
        readonly result: unknown;
      }
  );

/** A node began its work. */
export interface StepBegun extends Happening {
  readonly kind: 'begun';
  readonly runId: string;
  /** The epoch under which this process last was told that it holds the run; 0 when it never was. */
  readonly epoch: number;
  readonly step: string;
  readonly attempt: number;
  /** `resume`: it had waited. */
  readonly part: 'run' | 'resume';
  /** The process had been told that it no longer holds the run under that epoch. */
  readonly wasLost: boolean;
}

/** A node's work came to its end: its effect is done. */
export interface StepDone extends Omit<StepBegun, 'kind'> {
  readonly kind: 'done';
  readonly wasAborted: boolean;
  readonly conclusion: Conclusion;
}

/** What an attempt comes to. */
export type Conclusion =
  | { readonly kind: 'gave'; readonly ports: readonly string[]; readonly output: unknown }
  /** `isPassing`: another attempt may succeed. */
  | { readonly kind: 'failed'; readonly isPassing: boolean; readonly message: string };

/** Something was done to a process that excuses it until then. */
export interface Trouble extends Happening {
  readonly kind: 'trouble';
  readonly what: 'died' | 'stalled' | 'slow' | 'failed' | 'closing';
  readonly until: number;
}

export type HistoryEntry = StoreCall | StepBegun | StepDone | Trouble;

const judged: ReadonlySet<string> = new Set<StoreCall['operation']>([
  'create',
  'claim',
  'commit',
  'deliver',
  'heartbeat',
  'drop',
  'release',
  'setLimits',
]);

/** True for calls that the oracle judges. */
export function isJudged(operation: string): operation is StoreCall['operation'] {
  return judged.has(operation);
}

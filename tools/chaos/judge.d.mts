/** Types of `judge.mjs`, for its test. */

export interface Line {
  readonly life: string;
  readonly kind:
    | 'begin'
    | 'end'
    | 'fail'
    | 'undo'
    | 'ask'
    | 'hear'
    | 'take'
    | 'leave'
    | 'lost'
    | 'retrying'
    | 'trouble';
  readonly at: number;
  readonly runId?: string;
  readonly s?: string;
  readonly attempt?: number;
  readonly saw?: Readonly<Record<string, string>>;
  readonly nonce?: string;
  readonly during?: string;
}

export interface PlayedRun {
  readonly id: string;
  readonly shape: number;
  readonly isAcknowledged: boolean;
  readonly isDeadLettered: boolean;
  readonly way: 'plain' | 'cancel' | 'transaction';
  readonly fate: string | null;
  readonly isMade: boolean | null;
  readonly cancelledAt: number | null;
  readonly record:
    | {
        readonly status: string;
        readonly finishedAt: number | null;
        readonly output?: unknown;
        readonly error?: unknown;
      }
    | undefined;
}

/** A run as it was read when all was over. */
export interface LookedBack {
  readonly id: string;
  readonly record: PlayedRun['record'] | null;
  readonly outcomes: readonly {
    readonly step: string;
    readonly tokens: readonly { readonly s: string; readonly nonce: string }[];
    /** Somebody decided so. */
    readonly isDecided: boolean;
  }[];
  readonly ends: readonly string[];
}

export interface Evidence {
  readonly leaseMs: number;
  readonly concurrency: number;
  readonly recovery: number;
  readonly lone: boolean;
  readonly workflows: readonly { readonly nodes: readonly unknown[]; readonly undoes: boolean }[];
  readonly runs: readonly PlayedRun[];
  readonly lines: readonly Line[];
  readonly kills: readonly { readonly life: string; readonly at: number }[];
  readonly suspensions: readonly {
    readonly life: string;
    readonly from: number;
    readonly to: number;
  }[];
  readonly deaths: readonly { readonly life: string; readonly code: number | null }[];
  readonly lives: number;
  readonly cuts: readonly {
    readonly kind: 'answer' | 'question';
    readonly hit: string | null;
    readonly at: number;
  }[];
  readonly late: readonly { readonly life: string; readonly at: number }[];
  readonly outages: readonly { readonly from: number; readonly to: number }[];
  readonly rows: readonly { readonly s: string; readonly nonce: string }[] | null;
  readonly calls: Readonly<Record<string, number>> | null;
  readonly lookedBack: readonly LookedBack[];
  readonly leftOpen: readonly string[];
  readonly failure: string | null;
  readonly elapsedMs: number;
}

export interface Verdict {
  readonly violations: readonly {
    readonly rule: string;
    readonly count: number;
    readonly shown: readonly string[];
  }[];
  readonly figures: Readonly<Record<string, number>>;
}

export function judge(evidence: Evidence): Verdict;

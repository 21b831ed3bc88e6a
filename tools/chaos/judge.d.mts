/** Types of `judge.mjs`, for its test. */

export interface Line {
  readonly life: string;
  readonly kind:
    'begin' | 'end' | 'fail' | 'ask' | 'hear' | 'take' | 'leave' | 'lost' | 'retrying' | 'trouble';
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
  readonly record:
    | {
        readonly status: string;
        readonly finishedAt: number | null;
        readonly output?: unknown;
        readonly error?: unknown;
      }
    | undefined;
}

export interface Evidence {
  readonly leaseMs: number;
  readonly concurrency: number;
  readonly recovery: number;
  readonly workflows: readonly { readonly nodes: readonly unknown[] }[];
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
  readonly cuts: readonly { readonly kind: 'answer' | 'question'; readonly at: number }[];
  readonly outages: readonly { readonly from: number; readonly to: number }[];
  readonly rows: readonly { readonly s: string; readonly nonce: string }[] | null;
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

/** What the oracle says of a simulation. */

/** The rules that every simulation is judged by. */
export type SimulationRule =
  /** A run that was acknowledged is there, and every run ends once nothing goes wrong any more. */
  | 'no-run-lost'
  | 'every-run-ends'
  /** A run ends once, and its journal says so. */
  | 'one-end'
  /** Writes of an old epoch are refused; nobody takes what somebody holds; each claim raises the epoch. */
  | 'fence'
  | 'one-holder'
  | 'lease-kept'
  /** What is claimed and read is what was written. */
  | 'nothing-forgotten'
  /** Messages are stored once, taken once and with the fact that they become. */
  | 'mail'
  | 'step-once'
  | 'begins-once'
  | 'edges'
  | 'effect-after-commit'
  | 'at-most-once'
  | 'stopped'
  | 'children'
  | 'result'
  /** Only failed runs are resumed; each life ends once; what completed is kept and not run again. */
  | 'resume'
  /** What a step wrote in its transaction is there exactly when its outcome is. */
  | 'transactions'
  /** Passes of back-edges come one after the other, and no more of them than allowed. */
  | 'loops'
  /** No more runs are taken and queue than the limits in force allow; one that is refused leaves nothing behind. */
  | 'limits'
  /** An error that nothing explains, or work without end. */
  | 'unexpected';

export interface Violation {
  readonly rule: SimulationRule;
  readonly message: string;
  /** The entry of the history at which it shows, when it is one. */
  readonly entry?: number | undefined;
}

export type Accuse = (rule: SimulationRule, message: string, entry?: number) => void;

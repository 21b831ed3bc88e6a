/** A contract as data: cases that run under any test runner. */

/** One rule of a contract; `run` rejects when the rule is broken. */
export interface ContractCase {
  readonly rule: string;
  readonly title: string;
  readonly run: () => Promise<void>;
}

/** The node kinds that the kernel runs itself. */

/** Containers, and the sub-workflow. Their node types are `flow.<kind>`. */
export type ControlKind = 'forEach' | 'while' | 'until' | 'parallel' | 'try' | 'subWorkflow';

/** `flow.while` and `flow.until`: passes allowed when the document names no limit. */
export const defaultMaxIterations = 1_000;

/** `flow.forEach`: items at a time when the document names no number. */
export const defaultForEachConcurrency = 10;

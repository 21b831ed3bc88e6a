/** Types of `workflows.mjs`, for the test of the judge. */

export interface ExpectedStep {
  readonly kind: string;
  readonly reads: readonly string[];
  readonly v: number;
  readonly after: readonly { readonly delayMs: number; readonly reads: readonly string[] }[];
}

export interface DrawnWorkflow {
  readonly document: {
    readonly id: string;
    readonly nodes: readonly unknown[];
    readonly edges: readonly unknown[];
  };
  readonly nodes: readonly { readonly id: string; readonly kind: string }[];
  readonly undoes: boolean;
}

export const childDocument: object;
export function drawWorkflows(
  seed: number,
  hasTransactions: boolean,
  options?: { readonly weights?: Readonly<Record<string, number>>; readonly undoes?: boolean },
): readonly DrawnWorkflow[];
export function expectedSteps(
  workflow: { readonly nodes: readonly unknown[] },
  run: string,
): ReadonlyMap<string, ExpectedStep>;

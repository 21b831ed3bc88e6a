/** Collects what a validation finds. */

import type { Issue, IssueCode } from '../model/issue.js';
import { didYouMean } from '../model/near-miss.js';

export type IssuePath = Issue['path'];

/** What an issue says besides its code and message. */
export interface IssuePlace {
  readonly path: IssuePath;
  readonly nodeId?: string | undefined;
  readonly position?: number | undefined;
}

/** Letters that may be compared in search of near misses; beyond it, messages come without a suggestion. */
const suggestionBudget = 20_000_000;

/** The issues of one validation, at most `max` of them. */
export class IssueList {
  readonly #issues: Issue[] = [];
  readonly #max: number;
  #budget = suggestionBudget;

  constructor(max: number) {
    this.#max = max;
  }

  error(code: IssueCode, place: IssuePlace, message: string): void {
    this.#add('error', code, place, message);
  }

  warning(code: IssueCode, place: IssuePlace, message: string): void {
    this.#add('warning', code, place, message);
  }

  /** The end of a message about an unknown name: `; did you mean "fetch"?`, or nothing. */
  suggest(given: string, known: readonly string[]): string {
    this.#budget -= known.length * (10 + given.length ** 2);
    return this.#budget < 0 ? '' : didYouMean(given, known);
  }

  /** By path; at one path in the order of positions and codes. */
  sorted(): readonly Issue[] {
    return this.#issues.toSorted(
      (a, b) =>
        comparePaths(a.path, b.path) ||
        (a.position ?? 0) - (b.position ?? 0) ||
        compareTexts(a.code, b.code),
    );
  }

  #add(
    severity: Issue['severity'],
    code: IssueCode,
    { path, nodeId, position }: IssuePlace,
    message: string,
  ): void {
    if (this.#issues.length >= this.#max) return;
    this.#issues.push({
      code,
      severity,
      path,
      ...(nodeId === undefined ? {} : { nodeId }),
      ...(position === undefined ? {} : { position }),
      message,
    });
  }
}

function comparePaths(a: IssuePath, b: IssuePath): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i++) {
    const order = compareKeys(a[i] ?? '', b[i] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Keys of one object or indexes of one list: never both at one place. */
function compareKeys(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number'
    ? a - b
    : compareTexts(String(a), String(b));
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

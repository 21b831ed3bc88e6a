/** Child runs that steps have asked for and whose workflow is being looked up. */

import { isPromise, type MaybePromise } from '../model/maybe-promise.js';
import type { RunError } from '../model/run-error.js';
import type { NewRun, RunRecord } from '../ports/stored-run.js';

export interface ChildRequest {
  readonly parent: RunRecord;
  readonly step: string;
  readonly workflowId: string;
  readonly hash: string | undefined;
  readonly input: unknown;
  readonly traceparent: string | undefined;
}

/** Makes the child run of a step: finds its workflow and names it. Throws, or rejects, when the store fails. */
export type NewChild = (request: ChildRequest) => MaybePromise<NewRun | RunError>;

export class ChildOpenings {
  readonly #newChild: NewChild;
  readonly #made: (step: string, child: NewRun | RunError, isLater: boolean) => void;
  readonly #broke: (thrown: unknown) => void;
  /** How many are under way. */
  size = 0;

  /**
   * @param made - Takes in what became of each; `isLater`: not in the call that asked for it.
   * @param broke - The store failed, later.
   */
  constructor(
    newChild: NewChild,
    made: (step: string, child: NewRun | RunError, isLater: boolean) => void,
    broke: (thrown: unknown) => void,
  ) {
    this.#newChild = newChild;
    this.#made = made;
    this.#broke = broke;
  }

  /** @throws {FlowgraftError} `STORE_FAILED`. */
  open(request: ChildRequest): void {
    const { step } = request;
    const child = this.#newChild(request);
    if (!isPromise(child)) {
      this.#made(step, child, false);
      return;
    }
    this.size += 1;
    child
      .then((made) => {
        this.size -= 1;
        this.#made(step, made, true);
      })
      .catch(this.#broke);
  }
}

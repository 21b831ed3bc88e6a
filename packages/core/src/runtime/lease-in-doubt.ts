/** An attempt that must not begin. */

interface Place {
  readonly runId: string;
  readonly step: string;
}

/**
 * Between the decision to begin an attempt and the node's own work, so much time went by that another worker may have
 * taken the run. It is no failure of the step: the run is given up, and goes on with whoever may have it.
 */
export class LeaseInDoubt extends Error {
  override readonly name = 'LeaseInDoubt';

  constructor({ runId, step }: Place) {
    super(
      `Run "${runId}" may have been taken by another worker while step "${step}" was prepared; it was not begun here`,
    );
  }
}

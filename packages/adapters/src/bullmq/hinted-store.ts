/** A store that also tells through a queue which runs can be claimed, and listens to it. All else is the inner store's. */

import type { CommitOutcome, Hint, MaybePromise, RunChange, Store } from '@flowgraft/core';
import { attend } from './attend.js';
import { wakesOfCommit, wakesOfCreate, wakesOfDeliver, wakesOfDrop } from './claimable-runs.js';
import type { Wake } from './hint-job.js';
import { overlay } from './overlay.js';
import { RunsUnderWay } from './runs-under-way.js';

export interface HintedStoreParts {
  /** Puts a wake into the queue. */
  readonly send: (wake: Wake) => void;
  /** The engine looks for due runs, whichever they are. */
  readonly claimBegins: () => void;
  readonly claimEnds: (limit: number, taken: number) => void;
  /** Hints from the queue go to these, too. */
  readonly listeners: Set<(hint: Hint) => void>;
  /** Lets go of the queue; never rejects. */
  readonly close: () => Promise<void>;
}

export function hintedStore(inner: Store, parts: HintedStoreParts): Store {
  const underWay = new RunsUnderWay();
  const stopHints = sendHintsOf(inner, underWay, parts.send);
  let closing: Promise<void> | null = null;

  async function closeBoth(): Promise<void> {
    stopHints();
    parts.listeners.clear();
    await parts.close();
    await inner.close();
  }

  return overlay(inner, {
    capabilities: { ...inner.capabilities, remoteHints: true },
    ...writes(inner, underWay, parts.send),
    ...commits(inner, underWay, parts.send),
    ...listening(inner, parts),
    close: () => (closing ??= closeBoth()),
  });
}

type Send = HintedStoreParts['send'];

/** What the inner store tells of and no call says: runs that a released worker held, or that a limit held back. */
function sendHintsOf(inner: Store, underWay: RunsUnderWay, send: Send): () => void {
  // What other processes did, they have put into the queue themselves.
  if (inner.capabilities.remoteHints) return () => undefined;
  return inner.subscribe(({ tenant, runId, hasEnded }) => {
    if (!hasEnded && !underWay.has({ tenant, runId })) send({ tenant, runId, wakeAt: null });
  });
}

function writes(
  inner: Store,
  underWay: RunsUnderWay,
  send: Send,
): Pick<Store, 'create' | 'deliver' | 'drop'> {
  return {
    create: (runs, options) =>
      attend(() => inner.create(runs, options), {
        ended: underWay.add(options?.claim === undefined ? [] : runs),
        answered: (outcomes) => wakesOfCreate(runs, options, outcomes).forEach(send),
      }),
    deliver: (messages) =>
      attend(() => inner.deliver(messages), {
        answered: (outcomes) => wakesOfDeliver(messages, outcomes).forEach(send),
      }),
    drop: (runs, wakeAt) =>
      attend(() => inner.drop(runs, wakeAt), {
        ended: underWay.add(runs),
        answered: () => wakesOfDrop(runs, wakeAt).forEach(send),
      }),
  };
}

function commits(
  inner: Store,
  underWay: RunsUnderWay,
  send: Send,
): Pick<Store, 'commit' | 'begin'> {
  const commitWith = <T>(
    changes: readonly RunChange[],
    commit: () => MaybePromise<T>,
    outcomesOf: (answer: T) => readonly CommitOutcome[],
  ): MaybePromise<T> =>
    attend(commit, {
      ended: underWay.add(changes.filter(({ next }) => next.kind === 'park')),
      answered: (answer) => wakesOfCommit(changes, outcomesOf(answer)).forEach(send),
    });
  const commit: Store['commit'] = (changes) =>
    commitWith(
      changes,
      () => inner.commit(changes),
      (outcomes) => outcomes,
    );
  const begin = inner.begin?.bind(inner);
  if (begin === undefined) return { commit };
  return {
    commit,
    async begin() {
      const transaction = await begin();
      return overlay(transaction, {
        commit: async (change) =>
          commitWith(
            [change],
            () => transaction.commit(change),
            (outcome) => [outcome],
          ),
      });
    },
  };
}

function listening(inner: Store, parts: HintedStoreParts): Pick<Store, 'claim' | 'subscribe'> {
  const { listeners, claimBegins, claimEnds } = parts;
  return {
    claim(request) {
      // A look for certain runs takes no others: its engine need not be a worker.
      if (request.runIds !== undefined) return inner.claim(request);
      claimBegins();
      return attend(() => inner.claim(request), {
        answered: ({ runs }) => claimEnds(request.limit, runs.length),
      });
    },
    subscribe(listener) {
      // A function of its own: subscribing the same listener twice gives two subscriptions.
      const own = (hint: Hint): void => listener(hint);
      listeners.add(own);
      const stop = inner.subscribe(listener);
      return () => {
        listeners.delete(own);
        stop();
      };
    },
  };
}

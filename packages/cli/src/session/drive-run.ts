/** Drives one run, with the runs that it starts, until it ends or only the outside can move it. */

import {
  isFinal,
  isFlowgraftError,
  type Engine,
  type RunProgress,
  type RunRecord,
} from '@flowgraft/core';

import { CommandFailure } from '../command-failure.js';
import { exitCode } from '../exit-code.js';
import type { Session } from './open-session.js';
import { isStuck, treeWaits, type RunWait } from './outside-waits.js';
import { openRunTree, type RunTree } from './run-tree.js';

/** How a command's part in a run came to an end. */
export type DriveEnd = DriveOutcome & {
  readonly record: RunRecord;
  readonly progress: RunProgress;
};

type DriveOutcome =
  | { readonly kind: 'ended' }
  /** Only a signal or a decision moves it on. */
  | { readonly kind: 'waiting'; readonly waits: readonly RunWait[] }
  | { readonly kind: 'interrupted' }
  /** Another process drives it. */
  | { readonly kind: 'elsewhere' };

export interface DriveOptions {
  /** Stay when only the outside can move the run. */
  readonly wait: boolean;
  readonly onInterrupt: (listener: () => void) => () => void;
  /** Ctrl-C was pressed: what is under way comes to its end first. */
  readonly onDraining: () => void;
  /** The run is held by a worker that may be dead: told before waiting for its lease to end. */
  readonly onHeld: () => void;
  /** Something went wrong that will be tried again. */
  readonly onTrouble: (error: Error, during: string) => void;
}

/** How long attempts that are under way may take after Ctrl-C. */
const drain = '1m';
/** A worker that still has its run after this long is alive: leases last 5 s. */
const heldLimitMs = 8_000;

/**
 * Goes on with a run, and closes the engine.
 *
 * @param before - The run as it was before this process took part in it.
 * @throws {CommandFailure} `refused` when the store fails in a way that does not pass.
 */
export async function driveRun(
  session: Session,
  before: RunRecord,
  options: DriveOptions,
): Promise<DriveEnd> {
  const { engine } = session;
  const tree = await openRunTree(session, before);
  const stops: (() => void)[] = [tree.close];
  try {
    const kind = await new Promise<DriveEnd['kind']>((resolve, reject) => {
      stops.push(options.onInterrupt(() => resolve('interrupted')));
      stops.push(
        engine.on('error', ({ error, during }) => {
          if (isLasting(during)) reject(brokenStore(error, during));
          else options.onTrouble(error, during);
        }),
      );
      if (!options.wait) stops.push(whenStuck(session, tree, () => resolve('waiting'), reject));
      stops.push(whenHeldElsewhere(session, before, options, () => resolve('elsewhere')));
      driveTree(session, before.runId, tree, reject).then(() => resolve('ended'), reject);
    });
    for (const stop of stops.splice(1)) stop();
    if (kind === 'interrupted') options.onDraining();
    await engine.close({ drain });
    return await endOf(session, before.runId, kind, tree);
  } finally {
    for (const stop of stops) stop();
    await engine.close({ drainMs: 0 });
  }
}

async function endOf(
  session: Session,
  runId: string,
  kind: DriveEnd['kind'],
  tree: RunTree,
): Promise<DriveEnd> {
  const reader = session.reopen();
  try {
    const record = await reader.get(runId);
    if (record === null) {
      throw new CommandFailure(exitCode.refused, `Run "${runId}" is gone from the store`);
    }
    const shared = { record, progress: await reader.progress(runId) };
    if (isFinal(record.status)) return { kind: 'ended', ...shared };
    if (kind === 'waiting') return { kind, waits: await treeWaits(session, tree), ...shared };
    return { kind: kind === 'interrupted' ? kind : 'elsewhere', ...shared };
  } finally {
    await reader.close();
  }
}

/** Drives the tree; resolves when the run has ended, however it did. */
async function driveTree(
  { engine }: Session,
  runId: string,
  { runIds }: RunTree,
  failed: (reason: unknown) => void,
): Promise<void> {
  for (const each of runIds) {
    // It waits for those that it has started before, and would not be due before they have ended.
    if (each !== runId) driveToEnd(engine, each).catch(failed);
  }
  await driveToEnd(engine, runId);
}

const quietEnds = ['RUN_FAILED', 'RUN_CANCELLED', 'ENGINE_CLOSED'] as const;

/** How a run ended is read from its record. */
async function driveToEnd(engine: Engine, runId: string): Promise<void> {
  try {
    await engine.drive(runId);
  } catch (thrown) {
    if (!quietEnds.some((code) => isFlowgraftError(thrown, code))) throw thrown;
  }
}

/** A failed look is repeated; a run that cannot be driven, or a store that does not open, is not. */
function isLasting(during: string): boolean {
  return during.startsWith('driving run') || during === 'opening the store';
}

function brokenStore(error: Error, during: string): CommandFailure {
  return new CommandFailure(exitCode.refused, `${error.message} (while ${during})`, {
    cause: error,
  });
}

/** Calls `stuck` when every run of the tree that has not ended waits for the outside. */
function whenStuck(
  session: Session,
  tree: RunTree,
  stuck: () => void,
  failed: (reason: unknown) => void,
): () => void {
  let isOn = true;
  const look = (): void => {
    isStuck(session, tree).then((is) => {
      if (isOn && is) stuck();
    }, failed);
  };
  const off = session.engine.on('run.waiting', look);
  look();
  return () => {
    isOn = false;
    off();
  };
}

/** A run whose holder is dead comes to us when its lease has ended; with a living one it never does. */
function whenHeldElsewhere(
  { store }: Session,
  before: RunRecord,
  { onHeld }: DriveOptions,
  elsewhere: () => void,
): () => void {
  if (before.status !== 'running' || before.worker === null) return () => undefined;
  onHeld();
  const look = async (): Promise<void> => {
    const after = await (await store()).getRun(before.tenant, before.runId);
    if (after?.worker === before.worker && after.epoch === before.epoch) elsewhere();
  };
  const timer = setTimeout(() => void look(), heldLimitMs);
  return () => clearTimeout(timer);
}

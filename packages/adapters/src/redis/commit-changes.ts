/** Writing what the holders of runs decided: many changes in one call, as long as it is short for Redis. */

import { encodeValue, type CommitOutcome, type RunChange } from '@flowgraft/core';
import type { Connection } from './connection.js';
import { counted, messageArgs, newRunArgs, packed, runName, timeText } from './run-args.js';
import { inboxOf } from './run-row.js';
import { scripts } from './scripts/all-scripts.js';
import { waitIndexes } from './wait-indexes.js';

/** Most work of one script, in changes that hold; some milliseconds. */
const workPerCall = 400;
const charactersPerCall = 4_000_000;

const stale: CommitOutcome = Object.freeze({ ok: false, reason: 'stale' });
const written: CommitOutcome = Object.freeze({ ok: true, inbox: Object.freeze([]) });

export async function commitChanges(
  connection: Connection,
  changes: readonly RunChange[],
): Promise<readonly CommitOutcome[]> {
  // All of them before the first call: what cannot be kept keeps the others back too.
  const args = changes.map(changeArgs);
  const outcomes: CommitOutcome[] = [];
  for (let from = 0; from < changes.length;) {
    const to = endOfCall(changes, args, from);
    const some = args.slice(from, to).flat();
    const { rest } = await connection.run(scripts.commit, 'commit', [
      connection.nextCallId(),
      String(to - from),
      ...some,
    ]);
    for (const [index, found] of (rest[0] as readonly unknown[]).entries()) {
      outcomes.push(outcomeOf(changes[from + index] as RunChange, found));
    }
    from = to;
  }
  return outcomes;
}

/** Where the call that begins with change `from` ends. */
function endOfCall(
  changes: readonly RunChange[],
  args: readonly (readonly string[])[],
  from: number,
): number {
  let [work, characters, to] = [0, 0, from];
  while (to < changes.length && work < workPerCall && characters < charactersPerCall) {
    const { next, children, messages } = changes[to] as RunChange;
    work += (next.kind === 'hold' ? 1 : 4) + 5 * children.length + 3 * messages.length;
    for (const text of args[to] as readonly string[]) characters += text.length;
    to += 1;
  }
  return to;
}

/** The counterpart of `readChange`. */
function changeArgs(change: RunChange): string[] {
  const { tenant, runId, epoch, seq, events, consumed, children, messages } = change;
  const own = messages.filter((message) => message.tenant === tenant);
  return [
    runName(tenant, runId),
    String(epoch),
    String(seq),
    events.length === 0 ? '' : `${seq}:${encodeValue(events)}`,
    String(events.length),
    ...nextArgs(change),
    ...counted(consumed),
    String(children.length),
    String(own.length),
    ...children.flatMap(newRunArgs),
    ...own.flatMap(messageArgs),
  ];
}

function nextArgs({ next }: RunChange): string[] {
  switch (next.kind) {
    case 'hold':
      return ['hold'];
    case 'park': {
      const { status, wakeAt, waits } = next;
      return [
        'park',
        status,
        wakeAt === null ? '' : timeText(wakeAt, 'wakeAt'),
        waits.length === 0 ? '' : encodeValue(waits),
        status === 'waiting' ? packed(waitIndexes(waits), 'a wait') : '',
      ];
    }
    case 'finish':
      return [
        'finish',
        next.status,
        next.output === undefined ? '' : encodeValue(next.output),
        next.error === undefined ? '' : encodeValue(next.error),
      ];
  }
}

function outcomeOf({ tenant, runId }: RunChange, found: unknown): CommitOutcome {
  if (typeof found === 'object') return { ok: true, inbox: inboxOf(tenant, runId, found) };
  return Number(found) === 1 ? written : stale;
}

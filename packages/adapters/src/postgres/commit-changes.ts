/** Writing what the holders of runs decided. */

import type { Buffer } from 'node:buffer';
import {
  decodeValue,
  encodeValue,
  type CommitOutcome,
  type Hint,
  type InboxMessage,
  type MessageBody,
  type RunChange,
  type RunNext,
  type Wait,
} from '@flowgraft/core';
import { commitOne } from './commit-one.js';
import { limitKeysOf, runJson } from './new-run-row.js';
import type { Row } from './connection.js';
import { pairsOf } from './database.js';
import { messageJson } from './deliver-messages.js';
import { newsOfMany } from './news.js';
import type { Committed, Sending } from './sending.js';
import {
  arrayText,
  encodedOrNull,
  integerArray,
  numberArrayText,
  textArray,
  wellFormed,
  wholeMs,
} from './values.js';

const stale: CommitOutcome = Object.freeze({ ok: false, reason: 'stale' });
const written: CommitOutcome = Object.freeze({ ok: true, inbox: Object.freeze([]) });

/** Kinds of rows in the answer; runs of which there is none were written and have no mail. */
const kinds = { stale: '0', message: '1', parkedWithMail: '2', freed: '3' } as const;

/** Writes the changes; those of one run follow each other, in as many calls. */
export async function commitChanges(
  changes: readonly RunChange[],
  sending: Sending,
): Promise<Committed> {
  const one = await commitOne(changes, sending);
  if (one !== null) return one;
  const outcomes = changes.map(() => written);
  const hints: Hint[] = [];
  for (const places of waves(changes)) {
    const wave = places.map((place) => changes[place] as RunChange);
    const rows = await send(wave, sending);
    const found = rows.length === 0 ? null : outcomesOf(wave, rows);
    for (const [index, place] of places.entries()) outcomes[place] = found?.[index] ?? written;
    hints.push(...hintsOf(wave, found, rows));
    for (const { runId, next } of wave)
      if (next.kind !== 'hold') sending.database.held.forget(runId);
  }
  return { outcomes, hints };
}

/** The places of the first change of each run, then those of the second of each that has two, and so on. */
function waves(changes: readonly RunChange[]): readonly (readonly number[])[] {
  const counts = new Map<string, number>();
  const found: number[][] = [];
  for (const [place, { tenant, runId }] of changes.entries()) {
    const key = `${tenant}\u0000${runId}`;
    const earlier = counts.get(key) ?? 0;
    counts.set(key, earlier + 1);
    (found[earlier] ??= []).push(place);
  }
  return found;
}

function send(changes: readonly RunChange[], sending: Sending): Promise<Row[]> {
  const values = [
    sending.database.origin,
    sending.workers,
    sending.step,
    ...fenceValues(changes, sending),
    ...nextValues(changes),
    newsOfEnds(changes, sending),
    restJson(changes),
  ];
  return sending.send(sending.database.functions.rows('commit_changes', values.length), values);
}

function fenceValues(changes: readonly RunChange[], { database: { held } }: Sending): unknown[] {
  const known = changes.map(({ tenant, runId }) => held.of(tenant, runId));
  const isAllKnown = !known.includes(null);
  return [
    numberArrayText(known.map((each) => each?.ordinal ?? 'NULL')),
    numberArrayText(known.map((each) => each?.startedAt ?? 'NULL')),
    textArray(changes.map(({ tenant }) => tenant)),
    isAllKnown ? null : textArray(changes.map(({ runId }) => runId)),
    integerArray(changes.map(({ epoch }) => epoch)),
    integerArray(changes.map(({ seq }) => seq)),
    integerArray(changes.map(({ events }) => events.length)),
    textArray(changes.map(({ events }) => (events.length === 0 ? '' : encodeValue(events)))),
  ];
}

/** Six columns of how runs go on; nothing where all stay held. */
function nextValues(changes: readonly RunChange[]): unknown[] {
  if (changes.every(({ next }) => next.kind === 'hold'))
    return [null, null, null, null, null, null];
  const column = (of: (next: RunNext) => string | null): Buffer | null => {
    const list = changes.map(({ next }) => of(next));
    return list.some((item) => item !== null) ? textArray(list) : null;
  };
  const wakes = changes.map(({ next }) => (next.kind === 'park' ? next.wakeAt : null));
  return [
    column((next) => (next.kind === 'hold' ? null : next.status)),
    numberArrayText(wakes.map((wakeAt) => (wakeAt === null ? 'NULL' : wholeMs(wakeAt)))),
    column((next) =>
      next.kind === 'park' && next.waits.length > 0 ? encodeValue(next.waits) : null,
    ),
    column((next) => (next.kind === 'park' ? arrayText(waitKeys(next.waits)) : null)),
    column((next) => (next.kind === 'finish' ? encodedOrNull(next.output) : null)),
    column((next) => (next.kind === 'finish' ? encodedOrNull(next.error) : null)),
  ];
}

/** What to notify of the runs that end, when all are written as they are. */
function newsOfEnds(
  changes: readonly RunChange[],
  { database: { origin } }: Sending,
): readonly string[] | null {
  const ended = changes.filter(({ next }) => next.kind === 'finish');
  return ended.length === 0 ? null : newsOfMany(origin, true, ended);
}

/** By which a list of waits is found: `a` and an assignee, `k` and a kind. */
function waitKeys(waits: readonly Wait[]): string[] {
  const keys = new Set<string>();
  for (const { about } of waits) {
    if (about === undefined) continue;
    keys.add(`k${about.kind}`);
    for (const assignee of about.assignees ?? []) keys.add(`a${assignee}`);
  }
  return [...keys];
}

/** What most changes do not have: messages taken in, children, messages to others. */
function restJson(changes: readonly RunChange[]): string | null {
  const consumed = changes.flatMap((each, index) =>
    each.consumed.map((id) => ({ i: index + 1, id: wellFormed(id) })),
  );
  const messages = changes.flatMap((each, index) =>
    each.messages
      .filter(({ tenant }) => tenant === each.tenant)
      .map((message) => ({ change: index + 1, message })),
  );
  const children = changes.flatMap((each, index) =>
    each.children.map((child) => ({ change: index + 1, child })),
  );
  if (consumed.length + messages.length + children.length === 0) return null;
  return JSON.stringify({
    consumed,
    messages: messages.map(({ change, message }, index) => ({
      change,
      ...messageJson(message, index),
    })),
    ...(children.length === 0
      ? {}
      : {
          children: children.map(({ change, child }, index) => ({
            change,
            ...runJson(child, index),
          })),
          child_keys: limitKeysOf(children.map(({ child }) => child)) ?? [],
        }),
  });
}

function outcomesOf(changes: readonly RunChange[], rows: readonly Row[]): CommitOutcome[] {
  const inboxes = new Map<number, InboxMessage[]>();
  const outcomes = changes.map(() => written);
  for (const row of rows) {
    const place = Number(row['i']) - 1;
    if (row['kind'] === kinds.stale) outcomes[place] = stale;
    if (row['kind'] !== kinds.message) continue;
    const { tenant, runId } = changes[place] as RunChange;
    const body = decodeValue(row['body'] ?? '') as MessageBody;
    const inbox = inboxes.get(place) ?? [];
    inbox.push({ id: row['id'] ?? '', tenant, runId, body, sentAt: Number(row['sent_at']) });
    inboxes.set(place, inbox);
  }
  for (const [place, inbox] of inboxes) outcomes[place] = { ok: true, inbox };
  return outcomes;
}

/** Who should look because of the changes that were written. */
function hintsOf(
  changes: readonly RunChange[],
  outcomes: readonly CommitOutcome[] | null,
  rows: readonly Row[],
): Hint[] {
  const withMail = new Set(
    rows.filter(({ kind }) => kind === kinds.parkedWithMail).map(({ i }) => Number(i) - 1),
  );
  const hints: Hint[] = [];
  for (const [index, { tenant, runId, next, children, messages }] of changes.entries()) {
    if (outcomes?.[index]?.ok === false) continue;
    if (next.kind === 'finish') hints.push({ tenant, runId, hasEnded: true });
    else if (next.kind === 'park' && (next.wakeAt !== null || withMail.has(index))) {
      hints.push({ tenant, runId, hasEnded: false });
    }
    for (const each of [...children, ...messages]) {
      hints.push({ tenant: each.tenant, runId: each.runId, hasEnded: false });
    }
  }
  for (const { kind, body } of rows) {
    if (kind === kinds.freed) hints.push(...pairsOf(body));
  }
  return hints;
}

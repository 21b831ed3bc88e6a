/** A history as lines of text: what people read, and what two plays of one seed are compared by. */

import type { RunEvent } from '../../model/run-event.js';
import type { RunChange, RunNext } from '../../ports/run-change.js';
import type { HistoryEntry, StoreCall } from './history.js';

/** One line per entry: seconds since the first, process, what happened. */
export function describeHistory(history: readonly HistoryEntry[]): readonly string[] {
  const start = history[0]?.at ?? 0;
  return history.map((entry, index) => {
    const seconds = ((entry.at - start) / 1_000).toFixed(3).padStart(9);
    return `${String(index).padStart(4)} ${seconds} ${entry.process.padEnd(3)} ${describe(entry)}`;
  });
}

function describe(entry: HistoryEntry): string {
  switch (entry.kind) {
    case 'call':
      return describeCall(entry);
    case 'trouble':
      return `** ${entry.what}${entry.until > entry.at ? ` for ${entry.until - entry.at} ms` : ''}`;
    case 'begun':
    case 'done': {
      const { kind, step, runId, attempt, part, epoch } = entry;
      return `   ${kind} ${step} of ${runId} (attempt ${attempt}, ${part}, epoch ${epoch})`;
    }
  }
}

/** A call and its answer, without time and process. */
export function describeCall(call: StoreCall): string {
  switch (call.operation) {
    case 'create':
      return `create ${call.args[0].map(({ runId }) => runId).join(', ')}${call.args[1]?.claim === undefined ? '' : ', held'}`;
    case 'claim': {
      const taken = call.result.runs.map(({ record }) => `${record.runId} @${record.epoch}`);
      return `claim → ${taken.join(', ') || 'nothing'}`;
    }
    case 'commit':
      return call.args[0]
        .map((change, index) => describeChange(change, call.result[index]?.ok === true))
        .join(' | ');
    case 'deliver':
      return call.args[0]
        .map(
          ({ runId, id, body }, i) => `deliver ${body.kind} ${id} to ${runId} → ${call.result[i]}`,
        )
        .join(' | ');
    case 'heartbeat': {
      const { lost, mail } = call.result;
      const held = call.args[0].holding.map(({ runId, epoch }) => `${runId} @${epoch}`);
      return `heartbeat [${held.join(', ')}] → lost [${lost.join(', ')}], mail [${mail.join(', ')}]`;
    }
    case 'drop':
      return `drop ${call.args[0].map(({ runId, epoch }) => `${runId} @${epoch}`).join(', ')}`;
    case 'release':
      return `release ${call.args[0]}`;
    case 'setLimits':
      return call.args[0]
        .map(({ key, maxHeld, maxQueued }) => `limit ${key}: ${maxHeld} held, ${maxQueued} queued`)
        .join(' | ');
  }
}

function describeChange(change: RunChange, ok: boolean): string {
  const { runId, epoch, seq, events, consumed, children, messages, next } = change;
  const parts = [`commit ${runId} @${epoch} #${seq} [${events.map(describeFact).join(', ')}]`];
  if (consumed.length > 0) parts.push(`took ${consumed.join(', ')}`);
  if (children.length > 0) parts.push(`created ${children.map((child) => child.runId).join(', ')}`);
  if (messages.length > 0) {
    parts.push(`sent ${messages.map(({ body, runId: to }) => `${body.kind} to ${to}`).join(', ')}`);
  }
  return `${parts.join('; ')}; ${describeNext(next)} → ${ok ? 'ok' : 'stale'}`;
}

function describeNext(next: RunNext): string {
  if (next.kind === 'hold') return 'hold';
  if (next.kind === 'finish') return `finish ${next.status}`;
  return `park until ${next.wakeAt ?? 'mail'}`;
}

function describeFact(fact: RunEvent): string {
  return 'step' in fact ? `${fact.type} ${fact.step}` : fact.type;
}

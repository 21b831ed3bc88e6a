// How long a run stands still whose worker was lost: from the loss to the next beginning of a step of that run elsewhere.
import { grouped } from './grouped.mjs';

const marginMs = 2_000;

export function judgeRecovery(evidence, { steps, lives }, report) {
  const { kills, suspensions, outages, leaseMs, lines, recovery } = evidence;
  const losses = [
    ...kills.map(({ life, at }) => ({ life, at })),
    ...suspensions.map(({ life, from }) => ({ life, at: from })),
  ];
  if (losses.length === 0) return {};
  const lostAt = new Map();
  for (const { life, at } of losses) lostAt.set(life, [...(lostAt.get(life) ?? []), at]);
  const linesOf = byRun(lines);
  const asking = losses.filter(({ life, at }) => isAsking(lives.get(life) ?? [], at));
  const [first, all] = [[], []];
  let held = 0;
  for (const { life, at } of losses) {
    const times = [];
    for (const [runId, goesOn] of heldAt(lives.get(life) ?? [], at, steps)) {
      held += 1;
      if (!goesOn) continue;
      const later = linesOf.get(runId).filter((line) => line.at > at && line.life !== life);
      const next = nextBegin(later, lostAt);
      if (next === undefined) continue;
      const takesMs = (from) => next - from - awayMs(outages, from, next);
      const isLate = takesMs(at) > leaseMs + marginMs;
      times.push(takesMs(isLate ? lastHeldAt(at, next, asking) : at));
    }
    if (times.length === 0) continue;
    first.push(Math.min(...times));
    all.push(...times);
  }
  const judged = quantile(all, recovery);
  if (judged > leaseMs + marginMs) {
    const what = `p${recovery * 100} ${judged} ms, more than the lease of ${leaseMs} ms and ${marginMs} ms`;
    report('runs of a lost worker go on soon', what);
  }
  return {
    lossesThatInterrupted: first.length,
    runsHeldThen: held,
    runsInterrupted: all.length,
    firstRunAgainP99Ms: quantile(first, 0.99),
    recoveryP50Ms: quantile(all, 0.5),
    recoveryP99Ms: quantile(all, 0.99),
    recoveryMostMs: quantile(all, 1),
  };
}

/**
 * Runs that a process held at that time, each with whether a step must begin when it goes on: one was under way.
 * One that may not run twice asks first, and how long a decision takes is not counted.
 */
function heldAt(lines, at, steps) {
  const held = new Map();
  for (const line of lines) {
    if (line.at > at) break;
    const { kind, runId } = line;
    if (kind === 'take') held.set(runId, new Map());
    else if (kind === 'leave' || kind === 'lost') held.delete(runId);
    else if (kind === 'begin') held.get(runId)?.set(`${line.s} ${line.attempt}`, line.s);
    else if (kind === 'end' || kind === 'fail') {
      held.get(runId)?.delete(`${line.s} ${line.attempt}`);
    }
  }
  const goesOn = ([runId, open]) => {
    const names = [...open.values()];
    return [runId, names.length > 0 && names.every((s) => steps.get(s)?.kind !== 'once')];
  };
  return new Map([...held].map(goesOn));
}

/** When a step of the run begins again; or when a worker took it that was lost before it could begin one. */
function nextBegin(later, lostAt) {
  for (const line of later) {
    if (line.kind === 'begin') return line.at;
    if (line.kind !== 'take') continue;
    const begin = later.find(
      ({ kind, life, at }) => kind === 'begin' && life === line.life && at >= line.at,
    );
    const lost = (lostAt.get(line.life) ?? []).find((at) => at >= line.at);
    if (lost !== undefined && (begin === undefined || begin.at > lost)) return line.at;
  }
  return undefined;
}

/** Whether the process was lost before it heard which runs the store had given it. */
function isAsking(lines, at) {
  const last = lines.findLast(({ kind, at: when }) => when <= at && /^(ask|hear)$/.test(kind));
  return last?.kind === 'ask';
}

/** A worker that was lost while it asked may have been given the run: then it was lost once more. */
function lastHeldAt(at, next, asking) {
  return Math.max(at, ...asking.map((loss) => loss.at).filter((lost) => lost > at && lost < next));
}

function byRun(lines) {
  const found = grouped(lines, ({ runId }) => runId);
  for (const list of found.values()) list.sort((a, b) => a.at - b.at);
  return found;
}

/** While the server is away nobody can go on. */
function awayMs(outages, from, to) {
  let away = 0;
  for (const outage of outages) {
    away += Math.max(0, Math.min(to, outage.to) - Math.max(from, outage.from));
  }
  return away;
}

function quantile(values, share) {
  if (values.length === 0) return 0;
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

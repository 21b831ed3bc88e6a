/** The time axis of a run: from moments to places on it, with long idle times shrunk. */

/** Times are epoch milliseconds. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** An idle time that is drawn shorter than it was. Places are 0 to 1. */
interface AxisGap extends Interval {
  readonly start: number;
  readonly end: number;
}

export interface AxisTick {
  /** 0 to 1 of the whole axis. */
  readonly place: number;
  readonly at: number;
}

export interface TimeAxis {
  readonly from: number;
  readonly to: number;
  readonly gaps: readonly AxisGap[];
  /** 0 to 1. */
  place(at: number): number;
  /** The moment at a place. */
  moment(place: number): number;
}

/** What part of the axis is on screen, as places of the whole. */
export interface AxisWindow {
  readonly start: number;
  readonly end: number;
}

export const wholeAxis: AxisWindow = { start: 0, end: 1 };
/** The closest zoom: a thousandth of the axis fills the screen. */
const smallestWindow = 0.001;

/** Idle for more than this part of the whole: shrunk. */
const longIdle = 0.1;
/** What a shrunk idle time is left with, as a part of what is not idle. */
const shrunkTo = 0.04;

/**
 * @param busy - When something ran; in any order, overlapping.
 * @param shrinks - `false` draws all time as long as it was.
 */
export function timeAxis(whole: Interval, busy: readonly Interval[], shrinks: boolean): TimeAxis {
  const { from } = whole;
  const to = Math.max(whole.to, from + 1);
  const idle = shrinks ? idleTimes({ from, to }, busy) : [];
  const idleMs = idle.reduce((sum, gap) => sum + (gap.to - gap.from), 0);
  const gapLength = Math.max(1, (to - from - idleMs) * shrunkTo);
  const total = to - from - idleMs + gapLength * idle.length;
  const gaps: AxisGap[] = [];
  let saved = 0;
  for (const gap of idle) {
    const start = (gap.from - from - saved) / total;
    gaps.push({ ...gap, start, end: start + gapLength / total });
    saved += gap.to - gap.from - gapLength;
  }
  return {
    from,
    to,
    gaps,
    place: (at) => placeOf(at, { from, to, gaps, total }),
    moment: (place) => momentOf(place, { from, to, gaps, total }),
  };
}

interface AxisShape extends Interval {
  readonly gaps: readonly AxisGap[];
  /** Milliseconds as drawn. */
  readonly total: number;
}

function placeOf(at: number, { from, to, gaps, total }: AxisShape): number {
  const time = Math.min(Math.max(at, from), to);
  const gap = gaps.findLast((candidate) => candidate.from <= time);
  if (gap === undefined) return (time - from) / total;
  if (time < gap.to) {
    return gap.start + ((time - gap.from) / (gap.to - gap.from)) * (gap.end - gap.start);
  }
  return Math.min(1, gap.end + (time - gap.to) / total);
}

function momentOf(place: number, { from, to, gaps, total }: AxisShape): number {
  const at = Math.min(Math.max(place, 0), 1);
  const gap = gaps.findLast((candidate) => candidate.start <= at);
  if (gap === undefined) return from + at * total;
  if (at < gap.end) {
    return gap.from + ((at - gap.start) / (gap.end - gap.start)) * (gap.to - gap.from);
  }
  return Math.min(to, gap.to + (at - gap.end) * total);
}

function idleTimes(whole: Interval, busy: readonly Interval[]): Interval[] {
  const least = (whole.to - whole.from) * longIdle;
  const idle: Interval[] = [];
  let reached = whole.from;
  for (const { from, to } of busy.toSorted((a, b) => a.from - b.from)) {
    if (from - reached > least) idle.push({ from: reached, to: from });
    reached = Math.max(reached, to);
  }
  if (whole.to - reached > least) idle.push({ from: reached, to: whole.to });
  // A run of one long wait has nothing beside which it could be shrunk.
  return busy.length === 0 ? [] : idle;
}

const steps = [1, 2, 5];

/** Round moments within the window, counted from the start of the run, about `count` of them; none inside of gaps. */
export function axisTicks(axis: TimeAxis, window: AxisWindow, count: number): readonly AxisTick[] {
  const first = axis.moment(window.start);
  const last = axis.moment(window.end);
  const skipped = axis.gaps
    .filter((gap) => gap.start < window.end && gap.end > window.start)
    .reduce((sum, gap) => sum + gap.to - gap.from, 0);
  const step = roundStep(Math.max(1, last - first - skipped) / Math.max(1, count));
  const ticks: AxisTick[] = [];
  for (let at = nextRound(axis, first, step); at <= last; at += step) {
    const gap = axis.gaps.find((candidate) => at >= candidate.from && at < candidate.to);
    if (gap === undefined) ticks.push({ at, place: axis.place(at) });
    else at = nextRound(axis, gap.to, step) - step;
  }
  return ticks;
}

function nextRound({ from }: TimeAxis, at: number, step: number): number {
  return from + Math.ceil((at - from) / step) * step;
}

/** Steps that people count by: 1, 2, 5, 10 … ms, s; 1, 2, 5, 10, 15, 30 min; hours and days. */
function roundStep(ms: number): number {
  const minute = 60_000;
  if (ms < 30_000) {
    const power = 10 ** Math.floor(Math.log10(ms));
    return power * (steps.find((step) => step * power >= ms) ?? 10);
  }
  const rounds = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1_440].map((one) => one * minute);
  return rounds.find((round) => round >= ms) ?? Math.ceil(ms / (1_440 * minute)) * 1_440 * minute;
}

/** The window made smaller (`factor` > 1) or larger around a place that stays where it is. */
export function zoomWindow(window: AxisWindow, factor: number, around: number): AxisWindow {
  const size = Math.min(1, Math.max(smallestWindow, (window.end - window.start) / factor));
  const share = (around - window.start) / (window.end - window.start);
  return withinAxis(around - share * size, size);
}

/** The window moved by a part of its own size. */
export function moveWindow(window: AxisWindow, by: number): AxisWindow {
  const size = window.end - window.start;
  return withinAxis(window.start + by * size, size);
}

/** The window around two moments, with some room. */
export function windowAround(axis: TimeAxis, { from, to }: Interval): AxisWindow {
  const start = axis.place(from);
  const size = Math.min(1, Math.max(smallestWindow, (axis.place(to) - start) * 1.1));
  return withinAxis(start - size * 0.05, size);
}

function withinAxis(start: number, size: number): AxisWindow {
  const from = Math.min(Math.max(0, start), 1 - size);
  return { start: from, end: from + size };
}

// Figures of contestants that share a server with what they store.
import { summaryOf } from './arena.mjs';

/** By contestant, the summary of a figure. */
export function figure(played, perRound) {
  return new Map([...played].map(([name, rounds]) => [name, serverFigure(rounds, perRound)]));
}

/**
 * The summary of one contestant's figure, without `busy`: the client's share of a processor says little where
 * another process does half of the work. A `perRound` that throws leaves the figure out, with its reason.
 */
export function serverFigure(rounds, perRound) {
  try {
    return { ...summaryOf(rounds, perRound), busy: undefined };
  } catch (error) {
    return { missing: error.message };
  }
}

/** Reports our median by the best median of those peers, and says which one that is. */
export function reportRatio({ report, name, rates, among }) {
  const measured = among.filter((peer) => rates.get(peer).missing === undefined);
  const best = measured.toSorted((a, b) => rates.get(b).median - rates.get(a).median)[0];
  const ratio = ratioOf(rates.get('flowgraft'), rates.get(best), best);
  report(name, new Map([['ratio', ratio]]), 'ratio');
}

function ratioOf(ours, theirs, best) {
  if (ours.missing !== undefined) return { missing: ours.missing };
  if (theirs === undefined) return { missing: 'no peer could be measured' };
  const by = (value) => value / theirs.median;
  return { median: by(ours.median), min: by(ours.min), max: by(ours.max), to: best };
}

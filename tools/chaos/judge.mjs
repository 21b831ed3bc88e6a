// Judges a part by the side record, the results, and the rows that steps wrote; never by the engine's own tables.
import { judgeJournals } from './judge-journals.mjs';
import { judgeRecovery } from './judge-recovery.mjs';
import { judgeRepeats } from './judge-repeats.mjs';
import { judgeResults } from './judge-results.mjs';
import { judgeRows } from './judge-rows.mjs';
import { judgeShortWays } from './judge-short-ways.mjs';
import { judgeWays } from './judge-ways.mjs';
import { expectedSteps } from './workflows.mjs';

/** Violations that are shown of each rule; the others are counted. */
const mostShown = 5;

/**
 * @param evidence - What `playPart` gives.
 * @returns `violations`, a list of `{ rule, count, shown }`, empty when every promise was kept; and `figures` by name.
 */
export function judge(evidence) {
  const found = new Map();
  const report = (rule, message) => {
    const violation = found.get(rule) ?? { rule, count: 0, shown: [] };
    violation.count += 1;
    if (violation.shown.length < mostShown) violation.shown.push(message);
    found.set(rule, violation);
  };
  if (evidence.failure !== null) report('every part comes to its end', evidence.failure);
  for (const { life, code, signal } of evidence.deaths) {
    report('no worker ends by itself', `${life} ended with ${code ?? signal}`);
  }
  const known = knowledgeOf(evidence);
  const figures = {
    ...countsOf(evidence),
    ...judgeResults(evidence, known, report),
    ...judgeRepeats(evidence, known, report),
    ...judgeRows(evidence, known, report),
    ...judgeRecovery(evidence, known, report),
    ...judgeWays(evidence, known, report),
    ...judgeJournals(evidence, report),
    ...judgeShortWays(evidence, known, report),
  };
  return { violations: [...found.values()], figures };
}

/** What several rules look at: steps by name as they must have been, and lines by step and by life. */
function knowledgeOf({ runs, workflows, lines }) {
  const steps = new Map();
  for (const run of runs) {
    for (const [s, step] of expectedSteps(workflows[run.shape], run.id)) {
      steps.set(s, { ...step, run, begins: [], ends: [], fails: [] });
    }
  }
  const strangers = [];
  const lives = new Map();
  for (const line of lines.toSorted((a, b) => a.at - b.at)) {
    if (!lives.has(line.life)) lives.set(line.life, []);
    lives.get(line.life).push(line);
    const list = { begin: 'begins', end: 'ends', fail: 'fails' }[line.kind];
    if (list === undefined) continue;
    const step = steps.get(line.s);
    if (step === undefined) strangers.push(line);
    else step[list].push(line);
  }
  return { steps, strangers, lives };
}

function countsOf({ runs, lines, kills, suspensions, cuts, outages, late, lives, elapsedMs }) {
  return {
    seconds: Math.round(elapsedMs / 100) / 10,
    runs: runs.length,
    stepsBegun: lines.filter(({ kind }) => kind === 'begin').length,
    workersStarted: lives,
    kills: kills.length,
    suspensions: suspensions.length,
    cutAnswers: cuts.filter(({ kind }) => kind === 'answer').length,
    cutQuestions: cuts.filter(({ kind }) => kind === 'question').length,
    questionsThatCameLate: late.length,
    serverCrashes: outages.length,
  };
}

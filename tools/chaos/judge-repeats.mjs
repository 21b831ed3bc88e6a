// Steps run again only because of a crash, no more often than crashes explain, and never those that may run once.

/** Clocks of one machine, read in two processes; and the time that a signal takes. */
const clockMs = 5;

export function judgeRepeats(evidence, { steps, lives }, report) {
  const { kills, suspensions, outages, cuts, concurrency } = evidence;
  let [repeats, unexplained] = [0, 0];
  for (const [s, step] of steps) {
    // A run that was set aside and resumed starts its children anew.
    if (step.run.isDeadLettered) continue;
    const { kind, begins } = step;
    if (kind === 'once' && begins.length > 1) {
      report('what may run once runs once', `${s} began ${begins.length} times`);
    }
    if (new Set(begins.map(({ runId }) => runId)).size > 1) {
      report('a child is started once', `${s} began in runs ${begins.map(({ runId }) => runId)}`);
    }
    judgeAttempts(s, step, evidence, report);
    for (const [first, again] of repeatsOf(begins)) {
      repeats += 1;
      if (isExplained(first, again, step, { kills, suspensions, lives })) continue;
      unexplained += 1;
      const what = `${s} began in ${first.life} at ${first.at} and in ${again.life} at ${again.at}`;
      report('no step runs again without a crash', what);
    }
  }
  const crashes = kills.length + suspensions.length + cuts.length;
  // The crash of a server may end a step of every run that is held.
  const most = (crashes + outages.length * 4) * concurrency;
  if (repeats > most) {
    report('steps run again at most crashes × concurrency times', `${repeats}, more than ${most}`);
  }
  return { stepsRunAgain: repeats, mostThatMay: most, runAgainUnexplained: unexplained };
}

/** Beginnings of the same attempt, each with the one before. */
function repeatsOf(begins) {
  const last = new Map();
  const found = [];
  for (const line of begins) {
    const earlier = last.get(line.attempt);
    if (earlier !== undefined) found.push([earlier, line]);
    last.set(line.attempt, line);
  }
  return found;
}

/** The process of the first was lost, or says that it let the run go. */
function isExplained(first, again, { kind }, { kills, suspensions, lives }) {
  const { life, at, runId } = first;
  if (kills.some((kill) => kill.life === life && kill.at <= again.at + clockMs)) return true;
  const isAsleep = (line) =>
    suspensions.some(
      ({ life: who, from, to }) => who === line.life && from <= again.at && to >= at - clockMs,
    );
  if (isAsleep(first)) return true;
  const letsGo = (line) =>
    line.at >= at - clockMs &&
    ((line.kind === 'lost' && line.runId === runId) ||
      (line.kind === 'trouble' && line.during === `driving run "${runId}"`));
  if ((lives.get(life) ?? []).some(letsGo)) return true;
  // A step that waited for its transaction may begin when the run is another's already; nothing of it stays.
  return kind === 'tx' && (isAsleep(again) || (lives.get(again.life) ?? []).some(letsGo));
}

/** A crash costs no retry: only steps that fail by themselves are tried again. */
function judgeAttempts(s, { kind, begins }, { outages, cuts }, report) {
  const most = Math.max(0, ...begins.map(({ attempt }) => attempt));
  if (kind === 'tx' && outages.length + cuts.length > 0) return;
  const allowed = kind === 'flaky' ? 2 : 1;
  if (most > allowed) report('a crash costs no retry', `${s} came to attempt ${most}`);
}

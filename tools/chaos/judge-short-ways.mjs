// A run that is alone in its process is created, goes on and ends by the short ways of PostgreSQL: a part that hardly went them
// would say nothing of them.

/** Of the lone runs that are created, and of the steps that begin, at least so many go the short way. */
const leastShare = 0.5;
const shortWays = [
  'commit_changes_step',
  'commit_changes_end',
  'create_runs_one',
  'claim_runs_one',
];

export function judgeShortWays({ lone, calls, cuts, runs }, { steps }, report) {
  if (!lone || calls === null) return {};
  const called = (name) => calls[name] ?? 0;
  const begun = [...steps.values()].reduce((sum, { begins }) => sum + begins.length, 0);
  // Where the short way gives nothing, the general one is asked.
  const written =
    called('commit_changes_step') + called('commit_changes_end') - called('commit_changes');
  const created = called('create_runs_one') - called('create_runs');
  const judge = (what, found, of) => {
    if (found >= of * leastShare) return;
    report('lone runs go the short ways', `${what}: ${found}, of ${of}`);
  };
  judge('commits', written, begun);
  judge('ends', called('commit_changes_end'), runs.length);
  judge('creations', created, runs.length);
  const figures = {
    commitsOfAStep: called('commit_changes_step'),
    commitsOfAnEnd: called('commit_changes_end'),
    commitsTheGeneralWay: called('commit_changes'),
    creationsOfOne: called('create_runs_one'),
    creationsTheGeneralWay: called('create_runs'),
    claimsOfOne: called('claim_runs_one'),
    claimsTheGeneralWay: called('claim_runs'),
  };
  for (const name of shortWays) {
    const count = cuts.filter(({ kind, hit }) => kind === 'answer' && hit === name).length;
    figures[`cutAnswersOf_${name}`] = count;
  }
  return figures;
}

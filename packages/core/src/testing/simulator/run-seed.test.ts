import { expect, it } from 'vitest';

import { describeHistory } from './describe-history.js';
import type { HistoryEntry } from './history.js';
import { seedRunner } from './run-seed.js';

it('finds nothing wrong with the engine in 300 seeds', async () => {
  const runner = seedRunner();

  const wrong: string[] = [];
  for (let seed = 1; seed <= 300; seed++) {
    const { violations, command } = await runner.run(seed);
    for (const { rule, message } of violations) wrong.push(`${command}: ${rule}: ${message}`);
  }

  expect(wrong).toEqual([]);
}, 60_000);

it('plays a seed the same way every time', async () => {
  for (const seed of [3, 21, 77]) {
    const one = await seedRunner().run(seed);
    const two = await seedRunner().run(seed);

    expect(describeHistory(two.history)).toEqual(describeHistory(one.history));
    expect(two.violations).toEqual(one.violations);
  }
});

it('lets go wrong what can go wrong', async () => {
  const runner = seedRunner();
  const seen = new Set<string>();

  for (let seed = 1; seed <= 150; seed++) {
    const { history, rows } = await runner.run(seed);
    if (rows.length > 0) seen.add('transaction');
    for (const entry of history) for (const what of whatOf(entry)) seen.add(what);
  }

  expect([...seen]).toEqual(
    expect.arrayContaining([
      'died',
      'stalled',
      'slow',
      'failed',
      'closing',
      'fenced',
      'step.unknown',
      'step.retrying',
      'step.cancelled',
      'signal.received',
      'timer.fired',
      'cancel.requested',
      'child.started',
      'child.ended',
      'run.failed',
      'run.cancelled',
      'run.resumed',
      'resume refused',
      'limit',
      'queue full',
      'another pass',
      'transaction',
    ]),
  );
}, 60_000);

/** The kinds of trouble and of facts in an entry. */
function whatOf(entry: HistoryEntry): readonly string[] {
  if (entry.kind === 'trouble') return [entry.what];
  if (entry.kind === 'begun') return entry.step.includes('@') ? ['another pass'] : [];
  if (entry.kind !== 'call') return [];
  if (entry.operation === 'setLimits') return ['limit'];
  if (entry.operation === 'create')
    return entry.result.some((outcome) => 'refusedBy' in outcome) ? ['queue full'] : [];
  if (entry.operation === 'deliver')
    return entry.args[0].flatMap(({ body }, index) =>
      body.kind === 'resume' ? [`resume ${entry.result[index]}`] : [],
    );
  if (entry.operation !== 'commit') return [];
  const facts = entry.args[0].flatMap(({ events }) => events.map(({ type }) => type));
  return entry.result.every(({ ok }) => ok) ? facts : ['fenced', ...facts];
}

/** Lists of runs, hints, and several stores over the same data. */

import type { Store } from '../ports/store.js';
import type { RunFilter } from '../ports/stored-run.js';
import { check, checkEqual, checkFails } from './assert.js';
import { rule, type StoreRule } from './store-contract-rule.js';
import {
  completed,
  events,
  failed,
  idsOf,
  messageTo,
  type StoreScene,
} from './store-contract-scene.js';

async function pagesOf(
  t: StoreScene,
  filter: RunFilter,
  between: () => Promise<unknown>,
): Promise<string[]> {
  const ids: string[] = [];
  let pages = 0;
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page = await t.store.listRuns({ ...filter, cursor });
    check(page.runs.length <= (filter.limit ?? 50), 'a page is no longer than its limit');
    pages += 1;
    check(pages <= 20, 'pages come to an end');
    ids.push(...idsOf(page.runs));
    cursor = page.cursor;
    await between();
  }
  return ids;
}

/** Ids of the runs that the store hints at while `act` runs, once hints had time to come. */
async function hintsOf(
  t: StoreScene,
  store: Store,
  act: () => Promise<unknown>,
): Promise<string[]> {
  const hinted: string[] = [];
  const stop = store.subscribe(({ tenant, runId, hasEnded }) =>
    hinted.push(`${tenant}/${runId}${hasEnded ? ' has ended' : ''}`),
  );
  await act();
  await t.wait(1);
  stop();
  return hinted;
}

export const listRules: readonly StoreRule[] = [
  rule(
    'ST8.1',
    'pages show every run once, newest first, whatever is created meanwhile',
    async (t) => {
      const made: string[] = [];
      for (let index = 0; index < 7; index += 1) made.unshift((await t.create()).record.runId);
      const seen = await pagesOf(t, { limit: 3 }, () => t.create());
      checkEqual(seen, made, 'runs on the pages');
    },
  ),

  rule('ST8.2', 'a page that holds all has no cursor', async (t) => {
    await t.store.create([t.newRun(), t.newRun()]);
    checkEqual((await t.store.listRuns({ limit: 2 })).cursor, null, 'cursor of a full last page');
    checkEqual((await t.store.listRuns({})).cursor, null, 'cursor of a short page');
    checkEqual(
      await t.store.listRuns({ tag: 'none' }),
      { runs: [], cursor: null },
      'an empty list',
    );
  }),

  rule(
    'ST8.3',
    'a page has 50 runs when no limit is given, and a wrong limit or cursor is refused',
    async (t) => {
      await t.store.create(Array.from({ length: 51 }, () => t.newRun()));
      checkEqual((await t.store.listRuns({})).runs.length, 50, 'runs on a page');
      for (const limit of [0, 1001, 1.5]) {
        await checkFails(() => t.store.listRuns({ limit }), `a limit of ${limit}`);
      }
      await checkFails(() => t.store.listRuns({ cursor: 'nonsense' }), 'an unknown cursor');
    },
  ),

  rule('ST8.4', 'filters choose by workflow, status and tag, alone and together', async (t) => {
    const a = await t.createHeld({ workflowId: 'order', tags: ['x', 'y'] });
    const b = await t.createHeld({ workflowId: 'refund', tags: ['x'] });
    const { record: c } = await t.create({ workflowId: 'order', tags: ['xy'] });
    await t.write(a, { next: completed });
    await t.write(b, { next: failed });
    const listed = async (filter: RunFilter): Promise<string[]> =>
      idsOf((await t.store.listRuns(filter)).runs);
    checkEqual(await listed({ workflowId: 'order' }), idsOf([c, a]), 'by workflow');
    checkEqual(await listed({ status: ['failed', 'queued'] }), idsOf([c, b]), 'by status');
    checkEqual(await listed({ status: [] }), [], 'by no status');
    checkEqual(await listed({ tag: 'x' }), idsOf([b, a]), 'by tag');
    const all = { workflowId: 'order', status: ['completed'], tag: 'x', tenant: 'acme' } as const;
    checkEqual(await listed(all), idsOf([a]), 'by all');
  }),

  rule('ST8.5', 'pages of a filtered list show what matches', async (t) => {
    const made: string[] = [];
    for (let index = 0; index < 9; index += 1) {
      const { record } = await t.create({ tags: index % 4 === 0 ? ['fourth'] : [] });
      if (index % 4 === 0) made.unshift(record.runId);
    }
    checkEqual(await pagesOf(t, { tag: 'fourth', limit: 2 }, async () => undefined), made, 'runs');
  }),

  rule('ST9.1', 'hints tell of runs that were created, sent to, parked or let go', async (t) => {
    const run = await t.createHeld();
    const parkedRun = await t.createHeld();
    const dropped = await t.createHeld();
    const child = t.newRun();
    const created = t.newRun();
    const acts: readonly (readonly [string, string, () => Promise<unknown>])[] = [
      ['create', created.runId, async () => t.store.create([created])],
      ['deliver', run.runId, () => t.deliver(run, 'm1')],
      [
        'a message of a commit',
        run.runId,
        () => t.write(parkedRun, { messages: [messageTo(run, 'm2')] }),
      ],
      ['a child', child.runId, () => t.write(run, { children: [child] })],
      ['park', parkedRun.runId, () => t.park(parkedRun, t.now())],
      ['drop', dropped.runId, async () => t.store.drop([dropped], t.now())],
      ['release', run.runId, async () => t.store.release('w1')],
    ];
    for (const [what, runId, act] of acts) {
      const hinted = await hintsOf(t, t.store, act);
      check(hinted.includes(`acme/${runId}`), `${what} is hinted at`);
    }
  }),

  rule('ST9.4', 'a hint says that a run has ended', async (t) => {
    const run = await t.createHeld();
    const hinted = await hintsOf(t, t.store, () => t.write(run, { next: completed }));
    checkEqual(hinted, [`acme/${run.runId} has ended`], 'hints');
  }),

  rule(
    'ST9.2',
    'hints stop when they are no longer wanted, and when the store is closed',
    async (t) => {
      const other = await t.openAgain();
      const hinted: string[] = [];
      const listen = ({ runId }: { readonly runId: string }): unknown => hinted.push(runId);
      const stop = t.store.subscribe(listen);
      other.subscribe(listen);
      stop();
      await other.close();
      await t.create();
      await t.wait(1);
      checkEqual(hinted, [], 'hints');
    },
  ),

  rule('ST9.3', 'who is told may ask the store at once', async (t) => {
    const run = await t.createHeld();
    let seen: Promise<unknown> = Promise.resolve('no hint');
    const stop = t.store.subscribe(() => {
      seen = Promise.resolve(t.store.readJournal(run.tenant, run.runId));
    });
    await t.park(run, t.now(), { events: events(1) });
    await t.wait(1);
    checkEqual(await seen, events(1), 'journal at the time of the hint');
    stop();
  }),

  rule('ST2.16', 'a second store of the same backend has the same data', async (t) => {
    const { record } = await t.create();
    const other = await t.openAgain();
    checkEqual((await other.getRun('acme', record.runId))?.input, record.input, 'input');
    const { runs } = await other.claim({ ...t.lease('w2'), limit: 1 });
    checkEqual(idsOf(runs), [record.runId], 'claimed by the other');
    await other.close();
    checkEqual((await t.record(record)).worker, 'w2', 'holder, after the other was closed');
  }),

  rule('ST2.17', 'what was acknowledged is there when the backend is opened again', async (t) => {
    const run = await t.createHeld();
    await t.deliver(run, 'm1');
    await t.write(run, { events: events(3) });
    const isKept = t.store.capabilities.durability !== 'none';
    const record = await t.record(run);
    await t.store.close();
    if (!isKept) return;
    const again = await t.openAgain();
    checkEqual(await again.getRun(run.tenant, run.runId), record, 'the run');
    checkEqual(await again.readJournal(run.tenant, run.runId), events(3), 'journal');
    checkEqual((await again.readInbox(run.tenant, run.runId)).length, 1, 'messages');
  }),
];

/** Lists of what parked runs wait for, and of workflows. */

import type { RunRecord, RunWait, Wait, WaitFilter, WaitPage } from '../ports/stored-run.js';
import { check, checkEqual, checkFails } from './assert.js';
import { rule, type StoreRule } from './store-contract-rule.js';
import { completed, only, type StoreScene } from './store-contract-scene.js';

async function waiting(t: StoreScene, waits: readonly Wait[], tenant = 'acme'): Promise<RunRecord> {
  const run = await t.createHeld({ tenant });
  await t.park(run, null, { next: { kind: 'park', status: 'waiting', wakeAt: null, waits } });
  return run;
}

function stepsOf({ waits }: WaitPage): string[] {
  return waits.map(({ step }) => step);
}

function steps(...names: readonly string[]): Wait[] {
  return names.map((step) => ({ step }));
}

async function allPages(
  t: StoreScene,
  filter: WaitFilter,
  between: () => Promise<unknown>,
): Promise<string[]> {
  const found: string[] = [];
  let pages = 0;
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page: WaitPage = await t.store.listWaits({ ...filter, cursor });
    check(page.waits.length <= (filter.limit ?? 50), 'a page is no longer than its limit');
    pages += 1;
    check(pages <= 20, 'pages come to an end');
    found.push(...stepsOf(page));
    cursor = page.cursor;
    await between();
  }
  return found;
}

const document = { schema: 1, nodes: [], edges: [] } as const;

export const waitRules: readonly StoreRule[] = [
  rule('ST8.6', 'waits of waiting runs are listed, those of the newest first', async (t) => {
    const ask: Wait = {
      step: 'ask',
      signal: 'approved',
      wakeAt: t.now() + 50 * t.tick,
      about: { kind: 'approval', title: 'Pay?', assignees: ['ann'], form: { type: 'object' } },
    };
    const a = await waiting(t, [ask, ...steps('each[0]/sleep')]);
    const b = await waiting(t, steps('b'));
    const { tenant, workflowId } = a;
    const ofA = { tenant, runId: a.runId, workflowId };
    const expected: readonly RunWait[] = [
      { step: 'b', tenant, runId: b.runId, workflowId },
      { ...ask, ...ofA },
      { step: 'each[0]/sleep', ...ofA },
    ];
    const { waits, cursor } = await t.store.listWaits({});
    checkEqual(waits.map(present), expected, 'waits');
    checkEqual(cursor, null, 'cursor');
  }),

  rule('ST8.7', 'only runs that wait have waits in the list', async (t) => {
    await t.create();
    const queued = await t.createHeld();
    await t.write(queued, {
      next: { kind: 'park', status: 'queued', wakeAt: t.now() + 50 * t.tick, waits: steps('q') },
    });
    const run = await waiting(t, steps('a'));
    checkEqual(stepsOf(await t.store.listWaits({})), ['a'], 'waits of a parked run');
    await t.deliver(run, 'm1');
    const held = only(await t.claim('w1', { runIds: [run.runId] })).record;
    checkEqual(stepsOf(await t.store.listWaits({})), [], 'waits of a held run');
    await t.write(held, { next: completed });
    checkEqual(stepsOf(await t.store.listWaits({})), [], 'waits of a run that has ended');
  }),

  rule('ST8.8', 'waits are chosen by assignee and kind', async (t) => {
    const about = (kind: string, ...assignees: readonly string[]): Wait => ({
      step: `${kind} ${assignees.join()}`,
      about: { kind, assignees },
    });
    await waiting(t, [about('approval', 'ann', 'bob'), about('form', 'bob'), { step: 'none' }]);
    await waiting(t, [about('approval', 'annie'), { step: 'kind', about: { kind: 'approval' } }]);
    const found = async (filter: WaitFilter): Promise<string[]> =>
      stepsOf(await t.store.listWaits(filter));
    checkEqual(await found({ assignee: 'ann' }), ['approval ann,bob'], 'of ann');
    checkEqual(await found({ assignee: 'bob' }), ['approval ann,bob', 'form bob'], 'of bob');
    const approvals = ['approval annie', 'kind', 'approval ann,bob'];
    checkEqual(await found({ kind: 'approval' }), approvals, 'approvals');
    checkEqual(await found({ kind: 'form', assignee: 'ann' }), [], 'by both');
    checkEqual(await found({ kind: '' }), [], 'by an empty kind');
  }),

  rule('ST8.9', 'pages show every wait once, whatever is parked meanwhile', async (t) => {
    await waiting(t, steps('a1', 'a2', 'a3'));
    await waiting(t, steps('b1', 'b2'));
    await waiting(t, steps('c1', 'c2', 'c3', 'c4', 'c5'));
    const all = ['c1', 'c2', 'c3', 'c4', 'c5', 'b1', 'b2', 'a1', 'a2', 'a3'];
    for (const limit of [3, 5]) {
      let more = 0;
      const found = await allPages(t, { limit, tenant: 'acme' }, async () => {
        more += 1;
        if (limit === 5) await waiting(t, steps(`later ${more}`));
      });
      checkEqual(found, all, `waits on pages of ${limit}`);
    }
    const odd = await t.store.listWaits({ tenant: 'acme', limit: 1000 });
    checkEqual(odd.cursor, null, 'cursor of a page that holds all');
  }),

  rule(
    'ST8.10',
    'a page has 50 waits when no limit is given, and wrong ones are refused',
    async (t) => {
      await waiting(t, steps(...Array.from({ length: 51 }, (_, index) => `s${index}`)));
      const page = await t.store.listWaits({});
      checkEqual([page.waits.length, page.cursor === null], [50, false], 'waits, and last page');
      for (const limit of [0, 1001, 1.5]) {
        await checkFails(() => t.store.listWaits({ limit }), `a limit of ${limit}`);
      }
      await checkFails(() => t.store.listWaits({ cursor: 'nonsense' }), 'an unknown cursor');
    },
  ),

  rule('ST8.11', 'workflows are listed by id, each with the hash last saved', async (t) => {
    const ids = ['b', '\u{1f600}', 'a', '\ufb01', 'a b', ''];
    for (const id of ids) await t.store.saveWorkflow('acme', `hash-${id}`, { ...document, id });
    await t.store.saveWorkflow('acme', 'hash-again', { ...document, id: 'a' });
    const found: string[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await t.store.listWorkflows({ tenant: 'acme', limit: 2, cursor });
      checkEqual(page.workflows.length, 2, 'workflows on a page');
      check(found.length < 6, 'pages come to an end');
      found.push(...page.workflows.map(({ workflowId, hash }) => `${workflowId}: ${hash}`));
      ({ cursor } = page);
    }
    checkEqual(
      found,
      [
        ': hash-',
        'a: hash-again',
        'a b: hash-a b',
        'b: hash-b',
        '\ufb01: hash-\ufb01',
        '\u{1f600}: hash-\u{1f600}',
      ],
      'workflows',
    );
    checkEqual((await t.store.listWorkflows({ tenant: 'acme' })).cursor, null, 'cursor of all');
    for (const limit of [0, 1001, 1.5]) {
      await checkFails(
        () => t.store.listWorkflows({ tenant: 'acme', limit }),
        `a limit of ${limit}`,
      );
    }
  }),
];

/** The wait without what it does not have. */
function present(wait: RunWait): unknown {
  return Object.fromEntries(Object.entries(wait).filter(([, value]) => value !== undefined));
}

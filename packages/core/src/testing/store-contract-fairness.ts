/** Fairness: tenants are served in turn, whatever their backlogs. */

import type { ClaimRequest } from '../ports/claim.js';
import type { NewRun } from '../ports/stored-run.js';
import { check, checkEqual } from './assert.js';
import { rule, type StoreRule } from './store-contract-rule.js';
import { completed, idsOf, only, type StoreScene } from './store-contract-scene.js';

function backlog(t: StoreScene, count: number, run: Partial<NewRun>): NewRun[] {
  return Array.from({ length: count }, () => t.newRun(run));
}

/** Tenants of runs claimed one after the other. */
async function claimOneByOne(
  t: StoreScene,
  count: number,
  request: Partial<ClaimRequest> = {},
): Promise<string[]> {
  const tenants: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const { record } = only(await t.claim('w1', { ...request, limit: 1 }));
    tenants.push(record.tenant);
  }
  return tenants;
}

/** Fails unless each tenant is among any `tenants.length` runs in succession. */
function checkTurns(served: readonly string[], tenants: readonly string[]): void {
  for (let start = 0; start + tenants.length <= served.length; start += 1) {
    const round = served.slice(start, start + tenants.length);
    const what = `tenants of claims ${start + 1} to ${start + tenants.length} of ${served.join(', ')}`;
    checkEqual(round.toSorted(), tenants.toSorted(), what);
  }
}

export const fairnessRules: readonly StoreRule[] = [
  rule('ST10.1', 'tenants are served in turn, whatever their backlogs', async (t) => {
    await t.createAll(backlog(t, 8, { tenant: 'big' }));
    await t.createAll(backlog(t, 2, { tenant: 'small' }));
    await t.createAll(backlog(t, 2, { tenant: 'tiny' }));
    checkTurns(await claimOneByOne(t, 6), ['big', 'small', 'tiny']);
    checkEqual((await t.claim()).length, 6, 'runs that are left');
  }),

  rule('ST10.2', 'the round goes on over claims of several runs', async (t) => {
    await t.createAll(backlog(t, 8, { tenant: 'big' }));
    for (const tenant of ['b', 'c', 'd']) await t.createAll(backlog(t, 2, { tenant }));
    const tenants: string[] = [];
    for (const limit of [3, 1, 2, 2]) {
      const claimed = await t.claim('w1', { limit });
      checkEqual(claimed.length, limit, 'runs claimed');
      tenants.push(...claimed.map(({ record }) => record.tenant));
    }
    checkEqual(tenants.slice(0, 4).toSorted(), ['b', 'big', 'c', 'd'], 'the first round');
    checkEqual(tenants.slice(4).toSorted(), ['b', 'big', 'c', 'd'], 'the second round');
  }),

  rule('ST10.3', "no priority goes before another tenant's turn", async (t) => {
    await t.createAll(backlog(t, 4, { tenant: 'loud', priority: 100 }));
    await t.createAll(backlog(t, 3, { tenant: 'quiet', priority: -100 }));
    checkTurns(await claimOneByOne(t, 6), ['loud', 'quiet']);
  }),

  rule('ST10.4', 'of one tenant, by priority, then what is due for longest', async (t) => {
    const make = (tenant: string, priority: number, ticks: number): NewRun =>
      t.newRun({
        tenant,
        priority,
        startAt: t.now() + ticks * t.tick,
        runId: `p${priority}t${ticks}`,
      });
    await t.createAll(['a', 'b'].flatMap((tenant) => [make(tenant, 0, 2), make(tenant, 0, 1)]));
    await t.createAll(['a', 'b'].map((tenant) => make(tenant, 7, 3)));
    await t.wait(3);
    const claimed = (await t.claim()).map(({ record }) => record);
    for (const tenant of ['a', 'b']) {
      const own = claimed.filter((record) => record.tenant === tenant);
      checkEqual(idsOf(own), ['p7t3', 'p0t1', 'p0t2'], `runs of ${tenant}`);
    }
  }),

  rule('ST10.5', 'runs whose time has come take part in the round', async (t) => {
    await t.createAll(backlog(t, 6, { tenant: 'busy' }));
    const startAt = t.now() + t.tick;
    await t.createAll(backlog(t, 2, { tenant: 'delayed', startAt }));
    for (const run of [
      await t.createHeld({ tenant: 'parked' }),
      await t.createHeld({ tenant: 'parked' }),
    ]) {
      await t.park(run, startAt);
    }
    await t.wait(2);
    checkTurns(await claimOneByOne(t, 6), ['busy', 'delayed', 'parked']);
  }),

  rule('ST10.6', 'only tenants with runs that the worker serves have turns', async (t) => {
    await t.createAll(backlog(t, 3, { tenant: 'elsewhere', queue: 'slow' }));
    await t.createAll(backlog(t, 3, { tenant: 'a' }));
    await t.createAll(backlog(t, 2, { tenant: 'b' }));
    const queues = ['default'];
    checkTurns(await claimOneByOne(t, 4, { queues }), ['a', 'b']);
    checkEqual(await claimOneByOne(t, 1, { queues }), ['a'], 'the last one');
    checkEqual(idsOf(await t.claim('w1', { queues })), [], 'claimed when all are held');
    checkEqual((await t.claim()).length, 3, 'runs for other workers');
  }),

  rule('ST10.7', 'tenants take turns under a limit that they share', async (t) => {
    await t.setLimit('shared', 1);
    const limitKeys = ['shared'];
    await t.createAll(backlog(t, 4, { tenant: 'big', limitKeys }));
    await t.createAll(backlog(t, 2, { tenant: 'small', limitKeys }));
    const served: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      const { record } = only(await t.claim());
      served.push(record.tenant);
      await t.write(record, { next: completed });
    }
    checkTurns(served, ['big', 'small']);
  }),

  rule('ST10.8', 'a tenant that comes late waits no longer than a round', async (t) => {
    await t.createAll(backlog(t, 6, { tenant: 'a' }));
    await t.createAll(backlog(t, 6, { tenant: 'b' }));
    await claimOneByOne(t, 3);
    await t.create({ tenant: 'late' });
    const served = await claimOneByOne(t, 3);
    check(served.includes('late'), `the late tenant is not among ${served.join(', ')}`);
  }),
];

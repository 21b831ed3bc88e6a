/** Setting limits: raising, lowering and lifting them, what they count from then on, and their list. */

import { check, checkEqual } from './assert.js';
import { rule, type StoreRule } from './store-contract-rule.js';
import { completed, idsOf, only } from './store-contract-scene.js';

const limitKeys = ['k'];

export const limitSettingRules: readonly StoreRule[] = [
  rule('ST11.11', 'a limit of 0 lets none be held until it is raised', async (t) => {
    await t.setLimit('k', 0);
    await t.createAll(Array.from({ length: 4 }, () => t.newRun({ limitKeys })));
    checkEqual(idsOf(await t.claim()), [], 'claimed');
    await t.setLimit('k', 2);
    checkEqual((await t.claim()).length, 2, 'claimed when it is raised');
    await t.setLimit('k', 3);
    checkEqual((await t.claim()).length, 1, 'claimed when it is raised once more');
  }),

  rule('ST11.12', "lowering a limit takes nobody's run", async (t) => {
    await t.setLimit('k', 3);
    await t.createAll(Array.from({ length: 5 }, () => t.newRun({ limitKeys })));
    const [a, b, c] = (await t.claim()).map(({ record }) => record);
    check(a !== undefined && b !== undefined && c !== undefined, 'three runs are held');
    await t.setLimit('k', 1);
    const { held, maxHeld } = await t.limit('k');
    checkEqual([held, maxHeld], [3, 1], 'held, and the limit');
    await t.write(a, { next: completed });
    await t.write(b, { next: completed });
    checkEqual(idsOf(await t.claim('w2')), [], 'claimed when as many are held as may be');
    await t.write(c, { next: completed });
    checkEqual((await t.claim('w2')).length, 1, 'claimed when there is room');
  }),

  rule('ST11.13', 'a limit that is lifted holds nothing back any more', async (t) => {
    await t.setLimit('k', 1);
    await t.createAll(Array.from({ length: 3 }, () => t.newRun({ limitKeys })));
    const first = only(await t.claim());
    checkEqual(idsOf(await t.claim()), [], 'claimed while it is full');
    await t.setLimit('k', null, null);
    checkEqual(await t.store.listLimits(), [], 'limits that are set');
    checkEqual((await t.claim()).length, 2, 'claimed when it is lifted');
    await t.write(first.record, { next: completed });
    await t.setLimit('k', 2);
    checkEqual((await t.limit('k')).held, 2, 'held when it is set again');
    await t.store.release('w1');
    checkEqual((await t.limit('k')).held, 0, 'held when all are let go');
  }),

  rule('ST11.14', 'a limit counts the runs that are there when it is set', async (t) => {
    const runs = Array.from({ length: 3 }, () => t.newRun({ limitKeys: ['other', 'k'] }));
    const [a] = await t.createAll(runs.slice(0, 2), { claim: t.lease('w1') });
    check(a !== undefined, 'a run is held');
    await t.createAll([...runs.slice(2), t.newRun({ limitKeys, startAt: t.now() + 99 * t.tick })]);
    await t.park(await t.createHeld({ limitKeys }), null);
    await t.write(await t.createHeld({ limitKeys }), { next: completed });
    await t.setLimit('k', 2, 9);
    checkEqual(
      await t.store.listLimits(),
      [{ key: 'k', maxHeld: 2, maxQueued: 9, held: 2, queued: 2 }],
      'the limit',
    );
    checkEqual(idsOf(await t.claim('w2')), [], 'claimed');
    await t.write(a.record, { next: completed });
    checkEqual((await t.claim('w2')).length, 1, 'claimed when one has ended');
    const { held, queued } = await t.limit('k');
    checkEqual([held, queued], [2, 1], 'held and queued then');
  }),

  rule('ST11.19', 'limits are listed by key, and those that are asked for', async (t) => {
    const keys = ['b', '\u{1f600}', '', 'a', '\ufb01', 'a b'];
    await t.store.setLimits(keys.map((key, maxHeld) => ({ key, maxHeld, maxQueued: null })));
    await t.setLimit('b', null, 7);
    await t.setLimit('never set', null, null);
    const listed = async (of?: readonly string[]): Promise<string[]> =>
      (await t.store.listLimits(of)).map(({ key }) => key);
    checkEqual(await listed(), ['', 'a', 'a b', 'b', '\ufb01', '\u{1f600}'], 'all keys');
    checkEqual(await listed(['b', 'nothing', 'a', 'b']), ['a', 'b'], 'keys that are asked for');
    checkEqual(await listed([]), [], 'of no keys');
    const expected = { key: 'b', maxHeld: null, maxQueued: 7, held: 0, queued: 0 };
    checkEqual(await t.limit('b'), expected, 'a limit that was set again');
  }),
];

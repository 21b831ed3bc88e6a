/** Rules of a `KeyValue`: values come back as they were. */

import { isFlowgraftError } from '../model/error.js';
import type { KeyValue } from '../ports/key-value.js';
import { check, checkEqual, checkFails } from './assert.js';
import type { Rule } from './contract-rules.js';
import { acme, type KeyValueSubject } from './key-value-subject.js';

const everyKind: readonly unknown[] = [
  null,
  undefined,
  true,
  false,
  0,
  -0,
  1.5,
  NaN,
  Infinity,
  -(2n ** 70n),
  '',
  'text',
  'null',
  'a\u0000b',
  '\ud800',
  '\'"\\%_🧵\u2028',
  [],
  {},
  [undefined, { key: undefined }],
  new Date(1_700_000_000_123),
  new Map<unknown, unknown>([
    ['a', new Set([1, new Date(0)])],
    [2, undefined],
  ]),
  Uint8Array.of(0, 128, 255),
  Float64Array.of(0.1).buffer,
  { $fg: 'date', v: 0 },
  JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}'),
];

const notStorable: readonly unknown[] = [
  () => 1,
  Symbol('symbol'),
  { deep: [new URL('https://example.com')] },
];

export const valueRules: readonly Rule<KeyValueSubject>[] = [
  {
    rule: 'KV5.1',
    title: 'values of every kind come back, from reads and from lists',
    async run({ keyValue }) {
      for (const [index, value] of everyKind.entries()) {
        const version = await keyValue.set(acme, 'set', value);
        const entry = { key: 'set', value, version, expiresAt: null };
        checkEqual(await keyValue.get(acme, 'set'), entry, `value ${index}, read`);
        const page = await keyValue.list(acme, { prefix: 'set' });
        checkEqual(page.entries, [entry], `value ${index}, listed`);
        await keyValue.compareAndSet(acme, `new${index}`, { expected: null, value });
        const compared = await keyValue.get(acme, `new${index}`);
        check(compared !== null, `value ${index}, compared and set: it is not there`);
        checkEqual(compared.value, value, `value ${index}, compared and set`);
      }
    },
  },
  {
    rule: 'KV5.2',
    title: 'a megabyte is kept',
    async run({ keyValue }) {
      const text = 'xyz€'.repeat(180_000);
      await keyValue.set(acme, 'a', text);
      check((await keyValue.get(acme, 'a'))?.value === text, 'a long text did not come back');
    },
  },
  {
    rule: 'KV5.3',
    title: 'refuses values that cannot be kept, and leaves what was there',
    async run({ keyValue }) {
      const expected = await keyValue.set(acme, 'a', 'kept');
      for (const value of notStorable) {
        await refuses(() => keyValue.set(acme, 'a', value));
        await refuses(() => keyValue.compareAndSet(acme, 'a', { expected, value }));
        await refuses(() => keyValue.compareAndSet(acme, 'b', { expected: null, value }));
      }
      const entry = await keyValue.get(acme, 'a');
      checkEqual([entry?.value, entry?.version], ['kept', expected], 'what was there');
      checkEqual(await keyValue.get(acme, 'b'), null, 'where nothing was');
    },
  },
  {
    rule: 'KV5.4',
    title: 'neither what was given nor what was read changes what is kept',
    async run({ keyValue }) {
      const given = { list: [1], bytes: Uint8Array.of(1) };
      const kept = { list: [1], bytes: Uint8Array.of(1) };
      const setting = keyValue.set(acme, 'a', given);
      spoil(given);
      await setting;
      await checkKept(keyValue, 'a', kept);
      const other = { list: [1], bytes: Uint8Array.of(1) };
      const comparing = keyValue.compareAndSet(acme, 'b', { expected: null, value: other });
      spoil(other);
      await comparing;
      await checkKept(keyValue, 'b', kept);
    },
  },
];

type Kept = { readonly list: number[]; readonly bytes: Uint8Array };

function spoil({ list, bytes }: Kept): void {
  list.push(2);
  bytes.fill(9);
}

/** Reads and lists twice, and changes what was found in between. */
async function checkKept(keyValue: KeyValue, key: string, kept: Kept): Promise<void> {
  for (const time of ['first', 'second']) {
    const read = (await keyValue.get(acme, key))?.value;
    checkEqual(read, kept, `${key}, read for the ${time} time`);
    spoil(read as Kept);
    const listed = (await keyValue.list(acme, { prefix: key })).entries[0]?.value;
    checkEqual(listed, kept, `${key}, listed for the ${time} time`);
    spoil(listed as Kept);
  }
}

async function refuses(act: () => unknown): Promise<void> {
  const error = await checkFails(act, 'a value that cannot be kept');
  const isRight = isFlowgraftError(error, 'VALUE_UNSUPPORTED');
  check(isRight, `expected VALUE_UNSUPPORTED, found ${String(error)}`);
}

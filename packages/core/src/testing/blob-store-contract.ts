/** The rules that every `BlobStore` keeps (BL1 to BL3 of the port), as cases that run under any test runner. */

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

import type { BlobStore } from '../ports/blobs.js';
import { check, checkEqual, isSame } from './assert.js';
import type { OpenBlobStore, BlobStoreSubject } from './blob-store-subject.js';
import type { ContractCase } from './contract-case.js';
import { casesOf, type Rule } from './contract-rules.js';

const acme = 'acme';
const everyByte = Uint8Array.from({ length: 256 }, (_, index) => index);
const abc = Uint8Array.of(97, 98, 99);
const hashOfAbc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const hashOfNothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const notHashes: readonly string[] = [
  '',
  hashOfAbc.toUpperCase(),
  hashOfAbc.slice(1),
  `${hashOfAbc}0`,
  `${hashOfAbc}\n`,
  ` ${hashOfAbc}`,
  '%',
  `${hashOfAbc.slice(0, -1)}_`,
  '*',
  'g'.repeat(64),
  '../../etc/passwd',
  'a\0b',
  'é'.repeat(5000),
  '__proto__',
  'constructor',
];

const rules: readonly Rule<BlobStoreSubject>[] = [
  {
    rule: 'BL1.1',
    title: 'reads back the bytes that were put, whichever they are',
    async run({ blobs }) {
      for (const bytes of [everyByte, new Uint8Array(0), new Uint8Array(70_000).fill(0xff)]) {
        const { hash } = await blobs.put(acme, bytes);
        checkEqual(await blobs.get(acme, hash), bytes, `${bytes.length} bytes`);
      }
      const { hash } = await blobs.put(acme, everyByte.subarray(10, 20));
      const part = Uint8Array.from({ length: 10 }, (_, index) => 10 + index);
      checkEqual(await blobs.get(acme, hash), part, 'the bytes of a view');
    },
  },
  {
    rule: 'BL1.2',
    title: 'five megabytes are kept',
    async run({ blobs }) {
      const bytes = new Uint8Array(5 * 1024 * 1024).map((_, index) => index % 251);
      const stored = await blobs.put(acme, bytes);
      checkEqual(stored, { hash: hashOf(bytes), sizeBytes: bytes.length }, 'what was stored');
      check(isSame(await blobs.get(acme, stored.hash), bytes), 'other bytes came back');
    },
  },
  {
    rule: 'BL1.3',
    title: 'tells the SHA-256 of the content and its size in bytes',
    async run({ blobs }) {
      const ofAbc = { hash: hashOfAbc, sizeBytes: 3 };
      checkEqual(await blobs.put(acme, abc), ofAbc, 'abc');
      const ofNothing = { hash: hashOfNothing, sizeBytes: 0 };
      checkEqual(await blobs.put(acme, new Uint8Array(0)), ofNothing, 'nothing');
      const view = everyByte.subarray(97, 100);
      checkEqual(await blobs.put(acme, view), ofAbc, 'a view of abc');
    },
  },
  {
    rule: 'BL1.4',
    title: 'neither what was given nor what was read changes what is kept',
    async run({ blobs }) {
      const given = abc.slice();
      const putting = blobs.put(acme, given);
      given.fill(9);
      checkEqual((await putting).hash, hashOfAbc, 'the hash of what was given');
      for (const time of ['first', 'second']) {
        const read = await blobs.get(acme, hashOfAbc);
        checkEqual(read, abc, `what is read the ${time} time`);
        read?.fill(9);
      }
    },
  },
  {
    rule: 'BL1.5',
    title: 'finds nothing under hashes of nothing that was put, and under what is no hash',
    async run({ blobs }) {
      await blobs.put(acme, abc);
      await blobs.put('', abc);
      for (const hash of [hashOfNothing, ...notHashes]) {
        const name = JSON.stringify(hash.slice(0, 70));
        for (const tenant of [acme, '']) {
          checkEqual(await blobs.get(tenant, hash), null, `reading ${name}`);
          checkEqual(await blobs.delete(tenant, hash), false, `deleting ${name}`);
        }
      }
      checkEqual(await blobs.get(acme, hashOfAbc), abc, 'what was put');
    },
  },
  {
    rule: 'BL2.1',
    title: 'keeps the same bytes once: putting them again is harmless, one delete removes them',
    async run({ blobs }) {
      const puts = Array.from({ length: 20 }, async () => blobs.put(acme, abc));
      for (const stored of [...(await Promise.all(puts)), await blobs.put(acme, abc)]) {
        checkEqual(stored, { hash: hashOfAbc, sizeBytes: 3 }, 'each put');
      }
      checkEqual(await blobs.get(acme, hashOfAbc), abc, 'the content');
      checkEqual(await blobs.delete(acme, hashOfAbc), true, 'the first delete');
      checkEqual(await blobs.get(acme, hashOfAbc), null, 'the content after it');
      checkEqual(await blobs.delete(acme, hashOfAbc), false, 'the second delete');
    },
  },
  {
    rule: 'BL2.2',
    title: 'what was deleted can be put again; other content stays',
    async run({ blobs }) {
      const { hash: other } = await blobs.put(acme, Uint8Array.of(1, 2));
      await blobs.put(acme, abc);
      await blobs.delete(acme, hashOfAbc);
      checkEqual(await blobs.get(acme, other), Uint8Array.of(1, 2), 'the other content');
      await blobs.put(acme, abc);
      checkEqual(await blobs.get(acme, hashOfAbc), abc, 'what was put again');
    },
  },
  {
    rule: 'BL3.1',
    title: 'nothing that one tenant does is seen by another',
    async run({ blobs }) {
      const tenants = ['one', 'two', 'One', 'one ', '', 'on', '%', 'o_e', 'é', '🧵', '__proto__'];
      for (const [index, tenant] of tenants.entries()) {
        checkEqual(await blobs.get(tenant, hashOfAbc), null, `"${tenant}", reading`);
        checkEqual(await blobs.delete(tenant, hashOfAbc), false, `"${tenant}", deleting`);
        await blobs.put(tenant, abc);
        await checkKeptBy(blobs, tenants.slice(0, index + 1));
      }
      for (const [index, tenant] of tenants.entries()) {
        checkEqual(await blobs.delete(tenant, hashOfAbc), true, `"${tenant}", deleting its own`);
        await checkKeptBy(blobs, tenants.slice(index + 1));
      }
    },
  },
];

/**
 * The cases that a `BlobStore` must pass: contents (BL1), the same content again (BL2), tenants (BL3).
 *
 * @param open - Opens an empty blob store for each case. It must take blobs of 5 MiB.
 * @returns Cases whose `run` rejects with a `ContractViolation` when the rule is broken, and with the store's
 *   own error when it fails where it should not.
 *
 * @example
 * ```ts
 * for (const { rule, title, run } of blobStoreContract(() => ({ blobs: myBlobs() }))) {
 *   it(`${rule} ${title}`, run);
 * }
 * ```
 */
export function blobStoreContract(open: OpenBlobStore): readonly ContractCase[] {
  return casesOf(rules, open);
}

async function checkKeptBy(blobs: BlobStore, tenants: readonly string[]): Promise<void> {
  for (const tenant of tenants) {
    checkEqual(await blobs.get(tenant, hashOfAbc), abc, `what "${tenant}" put`);
  }
}

function hashOf(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes));
}

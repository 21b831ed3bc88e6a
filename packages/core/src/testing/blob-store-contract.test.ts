import { describe } from 'vitest';

import { emptyBlobs, MemoryBlobs } from '../memory/memory-blobs.js';
import type { BlobStore } from '../ports/blobs.js';
import { blobStoreContract } from './blob-store-contract.js';
import type { BlobStoreSubject, OpenBlobStore } from './blob-store-subject.js';
import { type PlantedDefect, proveContract } from './contract-defects.fixture.js';
import { nextTurn } from './turns.js';

function open(plant: (sound: BlobStore) => Partial<BlobStore> = () => ({})): BlobStoreSubject {
  const sound = new MemoryBlobs(emptyBlobs());
  const blobs: BlobStore = {
    put: (tenant, content) => sound.put(tenant, content),
    get: (tenant, hash) => sound.get(tenant, hash),
    delete: (tenant, hash) => sound.delete(tenant, hash),
    ...plant(sound),
  };
  return { blobs };
}

function defect(
  rule: string,
  fault: string,
  plant: (sound: BlobStore) => Partial<BlobStore>,
): PlantedDefect<OpenBlobStore> {
  return { rule, fault, open: () => open(plant) };
}

const defects: readonly PlantedDefect<OpenBlobStore>[] = [
  defect('BL1.1', 'gives nothing for no bytes', (sound) => ({
    async get(tenant, hash) {
      const content = await sound.get(tenant, hash);
      return content?.length === 0 ? null : content;
    },
  })),
  defect('BL1.1', 'gives bytes above 127 as text would have them', (sound) => ({
    async get(tenant, hash) {
      const content = await sound.get(tenant, hash);
      return content?.length === 256
        ? new TextEncoder().encode(new TextDecoder().decode(content))
        : content;
    },
  })),
  defect('BL1.2', 'cuts after a megabyte', (sound) => ({
    get: async (tenant, hash) => (await sound.get(tenant, hash))?.slice(0, 1_048_576) ?? null,
  })),
  defect('BL1.3', 'tells no size of small contents', (sound) => ({
    async put(tenant, content) {
      const stored = await sound.put(tenant, content);
      return { ...stored, sizeBytes: content.length === 0 ? 1 : content.length };
    },
  })),
  defect('BL1.4', 'keeps what it was given', (sound) => ({
    async put(tenant, content) {
      await nextTurn();
      return sound.put(tenant, content);
    },
  })),
  defect('BL1.4', 'gives the same bytes to every reader', (sound) => {
    const read = new Map<string, Uint8Array | null>();
    return {
      async get(tenant, hash) {
        const content = await sound.get(tenant, hash);
        if (content?.[0] !== 97) return content;
        const known = read.get(tenant) ?? content;
        read.set(tenant, known);
        return known;
      },
    };
  }),
  defect('BL1.5', 'takes hashes in capitals', (sound) => ({
    get: (tenant, hash) => sound.get(tenant, hash.toLowerCase()),
  })),
  defect('BL1.5', 'cuts blanks off hashes', (sound) => ({
    delete: (tenant, hash) => sound.delete(tenant, hash.trim()),
  })),
  defect('BL1.5', 'fails for what is no hash', (sound) => ({
    get(tenant, hash) {
      if (hash.length > 1000) throw new RangeError('too long');
      return sound.get(tenant, hash);
    },
  })),
  defect('BL2.1', 'keeps the same bytes as often as they are put', (sound) => {
    let puts = 0;
    return {
      put(tenant, content) {
        puts += 1;
        return sound.put(tenant, content);
      },
      delete: (tenant, hash) => (puts > 20 && puts-- > 0 ? true : sound.delete(tenant, hash)),
    };
  }),
  defect('BL2.2', 'does not keep again what was deleted', (sound) => {
    const deleted = new Set<string>();
    return {
      async put(tenant, content) {
        const stored = await sound.put(tenant, content);
        if (deleted.has(tenant + stored.hash)) await sound.delete(tenant, stored.hash);
        return stored;
      },
      async delete(tenant, hash) {
        const isDeleted = await sound.delete(tenant, hash);
        if (isDeleted) deleted.add(tenant + hash);
        return isDeleted;
      },
    };
  }),
  defect('BL3.1', 'keeps the bytes of all tenants under one hash', (sound) => {
    const putBy = new Set<string>();
    return {
      async put(tenant, content) {
        const stored = await sound.put('all', content);
        putBy.add(tenant + stored.hash);
        return stored;
      },
      get: (tenant, hash) => (putBy.has(tenant + hash) ? sound.get('all', hash) : null),
      delete: (tenant, hash) => putBy.delete(tenant + hash) && sound.delete('all', hash),
    };
  }),
  defect('BL3.1', 'does not tell tenants apart by capitals', (sound) => ({
    get: (tenant, hash) => sound.get(tenant.toLowerCase(), hash),
    put: (tenant, content) => sound.put(tenant.toLowerCase(), content),
    delete: (tenant, hash) => sound.delete(tenant.toLowerCase(), hash),
  })),
];

describe('the blob store contract', () => {
  proveContract(blobStoreContract, { sound: open, defects });
});

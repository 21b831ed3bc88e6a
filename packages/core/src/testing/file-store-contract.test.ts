import { describe } from 'vitest';

import { FlowgraftError } from '../model/error.js';
import type { FileStore } from '../ports/files.js';
import { keepsContract, type PlantedDefect, proveContract } from './contract-defects.fixture.js';
import { fileStoreContract } from './file-store-contract.js';
import type { FileStoreSubject, OpenFileStore } from './file-store-subject.js';
import { memoryFiles } from './memory-files.js';
import { nextTurn } from './turns.js';

/** Files in memory on which there may be links, all of which are refused. */
function linked(): FileStoreSubject {
  const { store } = memoryFiles();
  const links = new Set<string>();
  const refuseLink = (path: string): void => {
    const isThrough = [...links].some((link) => path === link || path.startsWith(`${link}/`));
    if (isThrough) throw new FlowgraftError('FILE_NOT_ALLOWED', 'a link', { path });
  };
  const files: FileStore = {
    async read(path, options) {
      refuseLink(path);
      return store.read(path, options);
    },
    async write(path, content, options) {
      refuseLink(path);
      return store.write(path, content, options);
    },
  };
  return { files, linkOut: (path) => void links.add(path) };
}

function defect(
  rule: string,
  fault: string,
  plant: (sound: FileStore) => Partial<FileStore>,
): PlantedDefect<OpenFileStore> {
  const open = (): FileStoreSubject => {
    const sound = linked();
    return { ...sound, files: { ...sound.files, ...plant(sound.files) } };
  };
  return { rule, fault, open };
}

/** A store that takes a path for another. */
const renaming =
  (rename: (path: string) => string) =>
  (sound: FileStore): FileStore => ({
    read: (path, options) => sound.read(rename(path), options),
    async write(path, content, options) {
      return { ...(await sound.write(rename(path), content, options)), path };
    },
  });

/** A store that writes other content than was given, and tells the size of what was given. */
const writing =
  (change: (content: Uint8Array | string) => Uint8Array | string) =>
  (sound: FileStore): Partial<FileStore> => ({
    async write(path, content, options) {
      await sound.write(path, change(content), options);
      return { path, sizeBytes: bytesOf(content).length };
    },
  });

function bytesOf(content: Uint8Array | string): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}

function fail(path: string, reason: string): never {
  throw new FlowgraftError('FILE_FAILED', reason, { path, operation: 'write' });
}

const defects: readonly PlantedDefect<OpenFileStore>[] = [
  defect(
    'FS1',
    'takes bytes for text',
    writing((content) =>
      typeof content === 'string' ? content : new TextDecoder('utf-8').decode(content),
    ),
  ),
  defect(
    'FS1',
    'writes all that lies behind a view',
    writing((content) => (typeof content === 'string' ? content : new Uint8Array(content.buffer))),
  ),
  defect(
    'FS2',
    'translates line ends',
    writing((content) =>
      typeof content === 'string' ? content.replaceAll('\r\n', '\n') : content,
    ),
  ),
  defect(
    'FS2',
    'takes byte order marks away',
    writing((content) => (typeof content === 'string' ? content.replace(/^\uFEFF/, '') : content)),
  ),
  defect('FS3', 'makes one missing folder only', (sound) => ({
    async write(path, content, options) {
      const written = await sound.write(path, content, options);
      return path.split('/').length > 3 ? fail(path, 'no such folder') : written;
    },
  })),
  defect(
    'FS3',
    'forgets the folders in the middle',
    renaming((path) => path.replace(/^(\w+)\/[\w/]*\/(?=same)/, '$1/')),
  ),
  defect('FS4', 'refuses two dots anywhere', (sound) => ({
    read: (path, options) => sound.read(path.includes('..') ? '..' : path, options),
    write: (path, content, options) =>
      sound.write(path.includes('..') ? '..' : path, content, options),
  })),
  defect('FS5', 'counts characters', (sound) => ({
    async write(path, content, options) {
      await sound.write(path, content, options);
      return { path, sizeBytes: content.length };
    },
  })),
  defect('FS5', 'tells the name only', (sound) => ({
    async write(path, content, options) {
      return { ...(await sound.write(path, content, options)), path: path.split('/').at(-1) ?? '' };
    },
  })),
  defect(
    'FS6',
    'reads `..` as a part of the name',
    renaming((path) => path.replaceAll(/(?<=^|\/)\.\.(?=\/|$)/g, 'up')),
  ),
  defect('FS6', 'looks for `..` at the start only', (sound) => {
    const clean = (path: string): string => path.replaceAll(/(?<=\/)\.\.(?=\/|$)/g, 'up');
    return renaming(clean)(sound);
  }),
  defect(
    'FS7',
    'takes absolute paths for relative ones',
    renaming((path) => path.replace(/^\/+/, '')),
  ),
  {
    rule: 'FS8',
    fault: 'follows links',
    open: () => ({ files: memoryFiles().store, linkOut: () => undefined }),
  },
  defect(
    'FS9',
    'takes the empty path for a file',
    renaming((path) => (path === '' ? 'index' : path)),
  ),
  defect(
    'FS10',
    'leaves NUL characters out',
    renaming((path) => path.replaceAll('\0', 'x')),
  ),
  defect('FS11', 'gives nothing where there is no file', (sound) => ({
    read: (path, options) =>
      sound.read(path, options).catch((error: unknown) => {
        if ((error as FlowgraftError).code === 'FILE_FAILED') return new Uint8Array(0);
        throw error;
      }),
  })),
  defect('FS11', "fails with the system's error", (sound) => ({
    read: (path, options) =>
      sound.read(path, options).catch((error: unknown) => {
        throw (error as FlowgraftError).code === 'FILE_FAILED' ? (error as Error).cause : error;
      }),
  })),
  defect('FS12', 'has no limit', (sound) => ({
    read: (path, options) => sound.read(path, { ...options, maxBytes: undefined }),
  })),
  defect('FS12', 'refuses a file that is just as long as allowed', (sound) => ({
    read: (path, { maxBytes = Infinity, ...options } = {}) =>
      sound.read(path, { ...options, maxBytes: maxBytes - 1 }),
  })),
  defect('FS12', 'cuts what is too long', (sound) => ({
    async read(path, { maxBytes, ...options } = {}) {
      return (await sound.read(path, options)).slice(0, maxBytes);
    },
  })),
  defect('FS13', 'writes over the start of what is there', (sound) => ({
    async write(path, content, options) {
      options?.signal?.throwIfAborted();
      const old = await sound.read(path).catch(() => new Uint8Array(0));
      const bytes = bytesOf(content);
      const whole = new Uint8Array(Math.max(old.length, bytes.length));
      whole.set(old);
      whole.set(bytes);
      return { ...(await sound.write(path, whole, options)), sizeBytes: bytes.length };
    },
  })),
  defect('FS14', 'writes in two steps', (sound) => ({
    async write(path, content, options) {
      const whole = content.slice();
      await sound.write(path, content.slice(0, content.length / 2), options);
      await nextTurn();
      return sound.write(path, whole);
    },
  })),
  defect('FS14', 'takes the old file away first', (sound) => ({
    async write(path, content, options) {
      const whole = content.slice();
      await sound.write(path, '', options);
      await nextTurn();
      return sound.write(path, whole);
    },
  })),
  defect('FS15', 'gives out the bytes that it keeps', (sound) => {
    const kept = new Map<string, Uint8Array>();
    return {
      async read(path, options) {
        const copy = await sound.read(path, options);
        const content = kept.get(path) ?? copy;
        kept.set(path, content);
        return content;
      },
      write(path, content, options) {
        kept.delete(path);
        return sound.write(path, content, options);
      },
    };
  }),
  defect('FS15', 'keeps the bytes that it is given', (sound) => {
    const kept = new Map<string, Uint8Array>();
    return {
      async read(path, options) {
        const copy = await sound.read(path, options);
        return (kept.get(path) ?? copy).slice();
      },
      async write(path, content, options) {
        const written = await sound.write(path, content, options);
        kept.set(path, bytesOf(content));
        return written;
      },
    };
  }),
  defect('FS16', 'does not look at the signal', (sound) => ({
    read: (path, { maxBytes } = {}) => sound.read(path, { maxBytes }),
    write: (path, content) => sound.write(path, content),
  })),
  defect('FS16', 'writes before it looks at the signal', (sound) => ({
    async write(path, content, options) {
      const written = await sound.write(path, content);
      if (options?.signal?.aborted === true && typeof content === 'string') throw reasonOf(options);
      return written;
    },
  })),
  defect('FS16', 'throws an error of its own when it is aborted', (sound) => ({
    read: (path, options) =>
      options?.signal?.aborted === true
        ? Promise.reject(new Error('aborted'))
        : sound.read(path, options),
  })),
  defect('FS17', 'leaves a part when it is aborted', (sound) => ({
    async write(path, content, options) {
      if (options === undefined) return sound.write(path, content);
      await sound.write(path, content.slice(0, content.length / 2), options);
      options.signal?.throwIfAborted();
      return sound.write(path, content);
    },
  })),
  defect('FS17', 'says that it was aborted when all is written', (sound) => ({
    async write(path, content, options) {
      const written = await sound.write(path, content, options);
      options?.signal?.throwIfAborted();
      return written;
    },
  })),
];

function reasonOf({ signal }: { readonly signal?: AbortSignal | undefined }): Error {
  return signal?.reason as Error;
}

describe('the file store contract', () => {
  proveContract(fileStoreContract, { sound: linked, defects });
});
describe('files with links', () => {
  keepsContract(fileStoreContract(linked));
});
describe('memoryFiles', () => {
  keepsContract(fileStoreContract(() => ({ files: memoryFiles().store })));
});

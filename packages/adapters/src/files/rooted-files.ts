/** Files of one folder on this machine, for nodes that read and write files. */

import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import { isFlowgraftError, type FileStore } from '@flowgraft/core';

import { failed, systemCode, tooLarge, type FileOperation } from './file-error.js';
import { temporaryPrefix } from './relative-path.js';
import { kindOf, openProved, resolveBelow, throughLink, type RootedPath } from './rooted-path.js';

export interface RootedFilesOptions {
  /** The folder that workflows may use. It must exist; it may itself be reached by a link. */
  readonly root: string;
  /** Longest file that is read or written, in bytes; 64 MiB when absent. */
  readonly maxBytes?: number | undefined;
}

const defaultMaxBytes = 64 * 1024 * 1024;

/** Bytes read at a time, between two looks at the signal. */
const chunkBytes = 256 * 1024;

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL } = constants;

/**
 * A `FileStore` over one folder. No path leads out of it: not by `..`, not by an absolute path, and not by a symbolic
 * link anywhere on the way, also not by one that is put there while a file is being opened. Hard links are files like
 * others: whoever can make them in the folder can make their target readable. Whoever swaps folders for links while
 * a file is written can at most have an empty file or folder made elsewhere, never content written or read.
 *
 * Writing replaces a file at once: the content goes to a temporary file in the same folder, is flushed to the disk, and
 * takes the name over. Folders that are missing are made.
 *
 * @throws {TypeError} when an option is not what it should be.
 * @example
 * const engine = createEngine({ backend, nodes: [builtinNodes], files: rootedFiles({ root: '/var/lib/shop/files' }) });
 */
export function rootedFiles(options: RootedFilesOptions): FileStore {
  const { root, maxBytes = defaultMaxBytes } = options;
  if (typeof root !== 'string' || root === '' || root.includes('\0')) {
    throw new TypeError(`root: expected the path of a folder, got ${JSON.stringify(root)}`);
  }
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 0) {
    throw new TypeError(`maxBytes: expected a whole number >= 0, got ${String(maxBytes)}`);
  }
  return {
    read: (path, { maxBytes: limit = maxBytes, signal } = {}) =>
      withFileErrors(path, 'read', signal, () =>
        readFile(root, path, { maxBytes: Math.min(limit, maxBytes), signal }),
      ),
    write: (path, content, { signal } = {}) =>
      withFileErrors(path, 'write', signal, async () => {
        const bytes = typeof content === 'string' ? Buffer.from(content) : content;
        if (bytes.length > maxBytes) throw tooLarge(path, bytes.length, maxBytes);
        await replaceFile(root, path, { bytes, signal });
        return { path, sizeBytes: bytes.length };
      }),
  };
}

interface ReadOptions {
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
}

async function readFile(root: string, path: string, options: ReadOptions): Promise<Uint8Array> {
  const place = await resolveBelow(root, path, { create: false });
  await refuseUnlessFile(place, 'read');
  const handle = await openProved(place, place.file, { flags: O_RDONLY });
  try {
    return await readWhole(handle, path, options);
  } finally {
    await handle.close();
  }
}

async function readWhole(
  handle: FileHandle,
  path: string,
  { maxBytes, signal }: ReadOptions,
): Promise<Uint8Array> {
  const { size } = await handle.stat();
  if (size > maxBytes) throw tooLarge(path, size, maxBytes);
  const chunks: Buffer[] = [];
  let length = 0;
  for (;;) {
    signal?.throwIfAborted();
    const { bytesRead, buffer } = await handle.read({ buffer: Buffer.allocUnsafe(chunkBytes) });
    if (bytesRead === 0) break;
    chunks.push(buffer.subarray(0, bytesRead));
    length += bytesRead;
    if (length > maxBytes) throw tooLarge(path, length, maxBytes); // it grew while it was read
  }
  return new Uint8Array(Buffer.concat(chunks, length));
}

interface WriteOptions {
  readonly bytes: Uint8Array;
  readonly signal: AbortSignal | undefined;
}

async function replaceFile(root: string, path: string, options: WriteOptions): Promise<void> {
  const place = await resolveBelow(root, path, { create: true });
  const mode = await refuseUnlessFile(place, 'write');
  const temporary = join(place.folder, temporaryPrefix + randomBytes(12).toString('hex'));
  const flags = O_WRONLY | O_CREAT | O_EXCL;
  try {
    const handle = await openProved(place, temporary, { flags, mode });
    await fill(handle, mode, options);
    options.signal?.throwIfAborted();
    await rename(temporary, place.file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await flushFolder(place.folder);
}

/** Writes all of it, down to the disk, and closes the file. */
async function fill(
  handle: FileHandle,
  mode: number | undefined,
  { bytes, signal }: WriteOptions,
): Promise<void> {
  let written = 0;
  try {
    if (mode !== undefined) await handle.chmod(mode);
    while (written < bytes.length) {
      signal?.throwIfAborted();
      const chunk = Math.min(chunkBytes, bytes.length - written);
      written += (await handle.write(bytes, written, chunk)).bytesWritten;
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the new name survive a power cut. Windows cannot open folders: there the system sees to it. */
async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, O_RDONLY).catch(() => undefined);
  if (handle === undefined) return;
  try {
    await handle.sync().catch(ignoreUnsupported);
  } finally {
    await handle.close();
  }
}

function ignoreUnsupported(error: unknown): void {
  if (!['EINVAL', 'EPERM', 'ENOTSUP', 'EISDIR'].includes(systemCode(error) ?? '')) throw error;
}

/**
 * Refuses links, folders, pipes and devices.
 *
 * @returns the permissions of the file that is there; `undefined` when there is none and it may be made.
 */
async function refuseUnlessFile(
  { path, file }: RootedPath,
  operation: FileOperation,
): Promise<number | undefined> {
  const found = await kindOf(file).catch((error: unknown) => {
    if (operation === 'write' && systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (found === undefined) return undefined;
  if (found.isLink) throw throughLink(path);
  if (found.isFile) return found.mode & 0o777;
  const code = found.isFolder ? 'EISDIR' : 'no ordinary file';
  throw Object.assign(new Error(`${code}: ${operation}`), { code });
}

async function withFileErrors<T>(
  path: string,
  operation: FileOperation,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  try {
    signal?.throwIfAborted();
    return await work();
  } catch (error) {
    if (isFlowgraftError(error) || (signal?.aborted === true && error === signal.reason))
      throw error;
    if (systemCode(error) === 'ELOOP') throw throughLink(path); // `noFollow` met a link
    throw failed(path, operation, error);
  }
}

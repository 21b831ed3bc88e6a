/** Finds the place of a path below a root, and proves that an opened file really is there. */

import { constants } from 'node:fs';
import { lstat, mkdir, open, readlink, realpath, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import { notAllowed, systemCode } from './file-error.js';
import { parseRelativePath } from './relative-path.js';

/** Where a path leads to, with no symbolic link on the way. */
export interface RootedPath {
  /** As it was given. */
  readonly path: string;
  /** The real path of the folder that holds the file. */
  readonly folder: string;
  /** The file's own path inside it. */
  readonly file: string;
}

/**
 * Resolves `path` below `root`.
 *
 * @param options.create - Makes missing folders, one at a time, each below a folder that was checked.
 * @throws {FlowgraftError} `FILE_NOT_ALLOWED` when the text is refused or a symbolic link is on the way.
 * @throws the system's error when a folder is missing or is none.
 */
export async function resolveBelow(
  root: string,
  path: string,
  options: { readonly create: boolean },
): Promise<RootedPath> {
  const parsed = parseRelativePath(path);
  if (!parsed.ok) throw notAllowed(String(path), parsed.reason);
  let folder = await realpath(root);
  for (const name of parsed.names.slice(0, -1)) {
    folder = join(folder, name);
    if (options.create) await makeFolder(folder);
    await refuseLink(path, folder);
  }
  const place = { path, folder, file: join(folder, parsed.names.at(-1) ?? '') };
  await proveFolder(place);
  return place;
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}

/** @throws {FlowgraftError} `FILE_NOT_ALLOWED` when `place` is a symbolic link. */
async function refuseLink(path: string, place: string): Promise<void> {
  const { isLink } = await kindOf(place);
  if (isLink) throw throughLink(path);
}

/** What lies at a place itself, links not followed. */
export async function kindOf(place: string): Promise<{
  readonly isFile: boolean;
  readonly isFolder: boolean;
  readonly isLink: boolean;
  readonly mode: number;
}> {
  const found = await lstat(place);
  return {
    isFile: found.isFile(),
    isFolder: found.isDirectory(),
    isLink: found.isSymbolicLink(),
    mode: found.mode,
  };
}

/**
 * Refuses when the folder is no longer what it was: somebody may have put a link in its place.
 *
 * @throws {FlowgraftError} `FILE_NOT_ALLOWED`.
 */
async function proveFolder({ path, folder }: RootedPath): Promise<void> {
  if (!isSamePlace(await realpath(folder), folder)) throw throughLink(path);
}

// Windows has neither: there opening follows links, and `proveOpened` finds out.
const noFollow = constants.O_NOFOLLOW ?? 0;
const noWait = constants.O_NONBLOCK ?? 0; // opening a pipe would wait for its other end

/**
 * Opens `file`, which lies in the folder of `place`, and gives its handle only when it is proved to be there.
 *
 * @throws {FlowgraftError} `FILE_NOT_ALLOWED` when a link has been put in the way.
 * @throws the system's error when it cannot be opened.
 */
export async function openProved(
  place: RootedPath,
  file: string,
  options: { readonly flags: number; readonly mode?: number | undefined },
): Promise<FileHandle> {
  const handle = await open(file, options.flags | noFollow | noWait, options.mode);
  try {
    await proveOpened(handle, place, file);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/**
 * Refuses when the open file is not the one at `file`: a folder on the way may have been swapped for a link between the
 * check and the opening. Linux tells where an open file lies, which leaves no gap; elsewhere the file at the path must
 * be the open one, and its folder still in place.
 *
 * @throws {FlowgraftError} `FILE_NOT_ALLOWED`.
 */
export async function proveOpened(
  handle: FileHandle,
  place: RootedPath,
  file: string,
): Promise<void> {
  const location = await locationOf(handle);
  if (location === undefined) return proveSameFile(handle, place, file);
  // A file that was replaced while it was open is still the one that was asked for.
  const isThere = location === file || location === `${file} (deleted)`;
  if (!isThere) throw throughLink(place.path);
}

async function locationOf({ fd }: FileHandle): Promise<string | undefined> {
  if (process.platform !== 'linux') return undefined;
  return readlink(`/proc/self/fd/${fd}`).catch(() => undefined);
}

/** The portable proof: device and file number of the open file against those at the path. */
export async function proveSameFile(
  handle: FileHandle,
  place: RootedPath,
  file: string,
): Promise<void> {
  const [opened, found] = await Promise.all([
    handle.stat({ bigint: true }),
    lstat(file, { bigint: true }),
  ]);
  await proveFolder(place);
  if (opened.ino !== found.ino || opened.dev !== found.dev) throw throughLink(place.path);
}

export function throughLink(path: string): Error {
  return notAllowed(path, 'a symbolic link is on the way, or the path changed while it was used');
}

// Windows and macOS find a file by another case, and macOS by another normal form, and then tell its true name.
function isSamePlace(found: string, expected: string): boolean {
  if (found === expected) return true;
  return process.platform !== 'linux' && folded(found) === folded(expected);
}

function folded(path: string): string {
  return path.normalize('NFC').toLowerCase();
}

import { once } from 'node:events';
import { constants } from 'node:fs';
import {
  chmod,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { isFlowgraftError, type FileStore, type FlowgraftError } from '@flowgraft/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { rootedFiles } from './rooted-files.js';
import { openProved, proveOpened, proveSameFile, resolveBelow } from './rooted-path.js';

let scratch: string;
let root: string;
let outside: string;
let files: FileStore;

beforeEach(async () => {
  scratch = await realpath(await mkdtemp(join(tmpdir(), 'flowgraft-files-')));
  root = join(scratch, 'root');
  outside = join(scratch, 'outside');
  await mkdir(join(root, 'folder'), { recursive: true });
  await mkdir(outside);
  await writeFile(join(outside, 'secret.txt'), 'secret');
  await writeFile(join(root, 'a.txt'), 'inside');
  await writeFile(join(root, 'folder', 'secret.txt'), 'inside');
  files = rootedFiles({ root });
});

afterEach(async () => {
  await rm(scratch, { recursive: true });
});

async function textOf(reading: Promise<Uint8Array>): Promise<string> {
  return new TextDecoder().decode(await reading);
}

async function refusal(action: Promise<unknown>): Promise<FlowgraftError> {
  const error: unknown = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isFlowgraftError(error)) throw new Error(`expected a FlowgraftError, got ${String(error)}`);
  return error;
}

/** Everything below the folder, with contents, so that a test can say that nothing has changed. */
async function snapshot(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const entries = names
    .filter((entry) => entry.isFile())
    .map(async (entry) => {
      const file = join(entry.parentPath, entry.name);
      return [file.slice(folder.length + 1), await readFile(file, 'utf8')] as const;
    });
  return Object.fromEntries(await Promise.all(entries));
}

describe('rootedFiles: options', () => {
  it.each([
    [{ root: '' }, 'root'],
    [{ root: 'a\0' }, 'root'],
    [{ root: 7 as never }, 'root'],
    [{ root: '/x', maxBytes: -1 }, 'maxBytes'],
    [{ root: '/x', maxBytes: 1.5 }, 'maxBytes'],
  ])('refuses %j', (options, name) => {
    expect(() => rootedFiles(options)).toThrow(TypeError);
    expect(() => rootedFiles(options)).toThrow(name);
  });

  it('reaches its root through a link, too', async () => {
    await symlink(root, join(scratch, 'link'));

    expect(await textOf(rootedFiles({ root: join(scratch, 'link') }).read('a.txt'))).toBe('inside');
  });
});

describe('rootedFiles: reading and writing', () => {
  it('reads what was written, text and bytes, in folders that it makes', async () => {
    const written = await files.write('new/deep/é.txt', 'é');
    await files.write('bytes', new Uint8Array([0, 255]));

    expect(written).toEqual({ path: 'new/deep/é.txt', sizeBytes: 2 });
    expect(await textOf(files.read('new/deep/é.txt'))).toBe('é');
    expect(await files.read('bytes')).toEqual(new Uint8Array([0, 255]));
  });

  it('reads an empty file and one of several chunks', async () => {
    const long = 'x'.repeat(700_000);
    await files.write('empty', '');
    await files.write('long', long);

    expect(await files.read('empty')).toEqual(new Uint8Array());
    expect(await textOf(files.read('long'))).toBe(long);
  });

  it('replaces a file and keeps its permissions', async () => {
    await chmod(join(root, 'a.txt'), 0o640);

    await files.write('a.txt', 'new');

    expect(await readFile(join(root, 'a.txt'), 'utf8')).toBe('new');
    expect((await stat(join(root, 'a.txt'))).mode & 0o777).toBe(0o640);
  });

  it('shows a reader the old content or the new, never a part', async () => {
    const [old, young] = ['o'.repeat(600_000), 'y'.repeat(600_000)];
    await files.write('a.txt', old);

    const writing = (async () => {
      for (let turn = 0; turn < 20; turn += 1) await files.write('a.txt', turn % 2 ? old : young);
    })();
    const seen = new Set<boolean>();
    for (let turn = 0; turn < 40; turn += 1) {
      const text = await textOf(files.read('a.txt'));
      seen.add(text === old || text === young);
    }
    await writing;

    expect([...seen]).toEqual([true]);
  });

  it('leaves no temporary file behind', async () => {
    await files.write('a.txt', 'new');

    expect(Object.keys(await snapshot(root)).toSorted()).toEqual(['a.txt', 'folder/secret.txt']);
  });
});

describe('rootedFiles: limits', () => {
  it("keeps the store's limit for reading and writing", async () => {
    const small = rootedFiles({ root, maxBytes: 6 });
    await writeFile(join(root, 'seven'), '1234567');

    expect(await textOf(small.read('a.txt'))).toBe('inside');
    expect(await refusal(small.read('seven'))).toMatchObject({
      code: 'VALUE_TOO_LARGE',
      details: { sizeBytes: 7, maxBytes: 6 },
    });
    expect(await refusal(small.read('seven', { maxBytes: 100 }))).toMatchObject({
      code: 'VALUE_TOO_LARGE',
    });
    expect(await refusal(small.write('a.txt', '1234567'))).toMatchObject({
      code: 'VALUE_TOO_LARGE',
    });
    expect(await readFile(join(root, 'a.txt'), 'utf8')).toBe('inside');
  });

  it("keeps the call's limit, which may only be lower", async () => {
    expect((await refusal(files.read('a.txt', { maxBytes: 5 }))).code).toBe('VALUE_TOO_LARGE');
    expect(await textOf(files.read('a.txt', { maxBytes: 6 }))).toBe('inside');
  });
});

describe('rootedFiles: failures', () => {
  it.each([
    ['read', 'none.txt', 'there is no such file', 'ENOENT'],
    ['read', 'none/x.txt', 'there is no such file', 'ENOENT'],
    ['read', 'folder', 'it is a folder', 'EISDIR'],
    ['read', 'a.txt/x', 'is a file, not a folder', 'ENOTDIR'],
    ['write', 'folder', 'it is a folder', 'EISDIR'],
    ['write', 'a.txt/x', 'is a file, not a folder', 'ENOTDIR'],
  ] as const)('tells why it could not %s %s', async (operation, path, message, code) => {
    const error = await refusal(
      operation === 'read' ? files.read(path) : files.write(path, 'text'),
    );

    expect(error).toMatchObject({ code: 'FILE_FAILED', details: { path, operation } });
    expect(error.message).toContain(message);
    expect(error.cause).toMatchObject({ code });
  });

  it('fails when the root is gone', async () => {
    const gone = rootedFiles({ root: join(scratch, 'gone') });

    expect(await refusal(gone.read('a.txt'))).toMatchObject({ code: 'FILE_FAILED' });
  });

  it('refuses what is neither file nor folder', async () => {
    const socket = createServer().listen(join(root, 'socket'));
    await once(socket, 'listening');

    expect(await refusal(files.read('socket'))).toMatchObject({ code: 'FILE_FAILED' });
    expect(await refusal(files.write('socket', 'x'))).toMatchObject({ code: 'FILE_FAILED' });
    socket.close();
  });

  it.each([1, 2, 3, 4])('cleans up when it is aborted at moment %i of a write', async (moment) => {
    const signal = abortingAt(moment);

    await expect(files.write('a.txt', 'x'.repeat(300_000), { signal })).rejects.toThrow('over');

    expect(await snapshot(root)).toEqual({ 'a.txt': 'inside', 'folder/secret.txt': 'inside' });
  });

  it('stops reading when it is aborted', async () => {
    const signal = abortingAt(2);

    await expect(files.read('a.txt', { signal })).rejects.toThrow('over');
  });
});

/** A signal that is found aborted when it is looked at for the `moment`th time. */
function abortingAt(moment: number): AbortSignal {
  const controller = new AbortController();
  const { signal } = controller;
  let looks = 0;
  signal.throwIfAborted = () => {
    looks += 1;
    if (looks === moment) controller.abort(new Error('over'));
    if (signal.aborted) throw signal.reason;
  };
  return signal;
}

describe('rootedFiles: hostile paths', () => {
  const texts = [
    '../outside/secret.txt',
    'folder/../../outside/secret.txt',
    '/etc/passwd',
    '....//outside/secret.txt',
    '..%2foutside%2fsecret.txt',
    '%2e%2e/outside/secret.txt',
    '\uFF0E\uFF0E/outside/secret.txt',
    '..\uFF0Foutside\uFF0Fsecret.txt',
    '..\\outside\\secret.txt',
    'a.txt\0.png',
    'C:/secret.txt',
    'NUL',
    '.',
    '',
    'folder/',
    '~/../outside/secret.txt',
  ];
  const links = [
    'file-link',
    'folder-link/secret.txt',
    'folder-link/new.txt',
    'folder-link/new/deep.txt',
    'folder/up/secret.txt',
    'folder/up/outside/secret.txt',
    'dangling',
    'loop',
    'loop/x',
    'inner-link',
    'inner-folder/secret.txt',
    'absolute-link',
    'proc/self/environ',
  ];

  beforeEach(async () => {
    await symlink('../outside/secret.txt', join(root, 'file-link'));
    await symlink('../outside', join(root, 'folder-link'));
    await symlink('../..', join(root, 'folder', 'up'));
    await symlink('../outside/none.txt', join(root, 'dangling'));
    await symlink('loop', join(root, 'loop'));
    await symlink('a.txt', join(root, 'inner-link'));
    await symlink('folder', join(root, 'inner-folder'));
    await symlink(join(root, 'a.txt'), join(root, 'absolute-link'));
    await symlink('/proc', join(root, 'proc'));
  });

  it.each([...texts, ...links])('refuses to read %j', async (path) => {
    const error = await refusal(files.read(path));

    expect(error).toMatchObject({ code: 'FILE_NOT_ALLOWED', details: { path } });
    expect(error.message).not.toContain(scratch);
  });

  it.each([...texts, ...links])('refuses to write %j, and changes nothing', async (path) => {
    const before = await snapshot(scratch);

    const error = await refusal(files.write(path, 'hostile'));

    expect(error.code).toBe('FILE_NOT_ALLOWED');
    expect(await snapshot(scratch)).toEqual(before);
    expect((await readdir(outside)).toSorted()).toEqual(['secret.txt']);
  });
});

describe('rootedFiles: a link put there in between', () => {
  /** `folder` becomes a link to the outside. */
  async function swap(): Promise<void> {
    await rename(join(root, 'folder'), join(root, 'folder-was'));
    await inPlaceOfFolder(() => symlink(outside, join(root, 'folder')));
  }

  async function swapBack(): Promise<void> {
    await rm(join(root, 'folder'));
    await inPlaceOfFolder(() => rename(join(root, 'folder-was'), join(root, 'folder')));
  }

  /** A writer that finds no folder makes it: it has to go again. */
  async function inPlaceOfFolder(action: () => Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await action();
      } catch {
        await rm(join(root, 'folder'), { recursive: true, force: true }).catch(() => undefined);
      }
    }
  }

  it.each([
    ['where an open file lies', proveOpened],
    ['device and file number', proveSameFile],
  ])('is found out by %s', async (_title, prove) => {
    const place = await resolveBelow(root, 'folder/secret.txt', { create: false });
    const sound = await open(place.file);
    await swap();
    const hostile = await open(place.file);

    const whileThere = await refusal(prove(hostile, place, place.file));
    await swapBack();
    const afterwards = await refusal(prove(hostile, place, place.file));

    expect([whileThere.code, afterwards.code]).toEqual(['FILE_NOT_ALLOWED', 'FILE_NOT_ALLOWED']);
    await expect(prove(sound, place, place.file)).resolves.toBeUndefined();
    await Promise.all([sound.close(), hostile.close()]);
  });

  it('is found out before a file is handed on for reading or writing', async () => {
    const place = await resolveBelow(root, 'folder/secret.txt', { create: false });
    await swap();

    const [reading, writing] = await Promise.all([
      refusal(openProved(place, place.file, { flags: constants.O_RDONLY })),
      refusal(openProved(place, place.file, { flags: constants.O_WRONLY })),
    ]);

    expect([reading.code, writing.code]).toEqual(['FILE_NOT_ALLOWED', 'FILE_NOT_ALLOWED']);
  });

  it('takes a file that was replaced while it was open', async () => {
    const place = await resolveBelow(root, 'a.txt', { create: false });
    const handle = await open(place.file);
    await files.write('a.txt', 'new');

    await expect(proveOpened(handle, place, place.file)).resolves.toBeUndefined();
    await handle.close();
  });

  it('never gives or changes what is outside, however the moments fall', async () => {
    let isOver = false;
    const swapping = (async () => {
      while (!isOver) {
        await swap();
        await swapBack();
      }
    })();

    const seen = new Set<string>();
    for (let turn = 0; turn < 300; turn += 1) {
      const reads = [1, 2, 3, 4, 5].map(() => textOf(files.read('folder/secret.txt')));
      const write = files.write('folder/written.txt', 'written').then(() => 'written');
      for (const outcome of await Promise.allSettled([...reads, write])) {
        seen.add(outcome.status === 'fulfilled' ? outcome.value : codeOf(outcome.reason));
      }
    }
    isOver = true;
    await swapping;

    const harmless = ['FILE_FAILED', 'FILE_NOT_ALLOWED', 'inside', 'written'];
    expect([...seen].filter((each) => !harmless.includes(each))).toEqual([]);
    expect(await readFile(join(outside, 'secret.txt'), 'utf8')).toBe('secret');
    expect((await readdir(outside)).filter((name) => name === 'written.txt')).toEqual([]);
  });

  function codeOf(error: unknown): string {
    return isFlowgraftError(error) ? error.code : String(error);
  }
});

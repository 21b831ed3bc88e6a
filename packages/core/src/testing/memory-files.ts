/** Files in memory, for examples and tests of nodes. */

import { FlowgraftError } from '../model/error.js';
import type { FileOptions, FileReadOptions, FileStore } from '../ports/files.js';
import { untilAborted } from './fake-http.js';

export interface MemoryFilesOptions {
  /** Contents by path: text, or bytes. */
  readonly contents?: Readonly<Record<string, string | Uint8Array>> | undefined;
  /** `silent`: reads and writes stay pending until the signal that the node passes is aborted. */
  readonly behaviour?: 'answer' | 'silent' | undefined;
}

export interface MemoryFiles {
  readonly store: FileStore;
  /** How many reads and writes were asked for. */
  readonly calls: () => number;
  /** The text of a file, decoded as UTF-8; `undefined` when there is none. */
  readonly text: (path: string) => string | undefined;
}

/** A `FileStore` over a table of contents; it keeps the port's promises about paths and sizes. */
export function memoryFiles({
  contents = {},
  behaviour = 'answer',
}: MemoryFilesOptions = {}): MemoryFiles {
  const files = new Map(
    Object.entries(contents).map(([path, content]) => [path, toBytes(content)]),
  );
  let calls = 0;
  const begin = async (path: string, { signal }: FileOptions): Promise<void> => {
    calls += 1;
    signal?.throwIfAborted();
    refuseOutside(path);
    if (behaviour === 'silent')
      await (signal ? untilAborted(signal) : new Promise<never>(() => {}));
  };
  const store: FileStore = {
    async read(path, options: FileReadOptions = {}) {
      await begin(path, options);
      const content = files.get(path);
      if (content === undefined) throw noSuchFile(path);
      const { maxBytes = Infinity } = options;
      if (content.length > maxBytes) throw tooLarge(path, content.length, maxBytes);
      return content.slice();
    },
    async write(path, content, options = {}) {
      await begin(path, options);
      const bytes = toBytes(content);
      files.set(path, bytes);
      return { path, sizeBytes: bytes.length };
    },
  };
  const text = (path: string): string | undefined => {
    const content = files.get(path);
    return content === undefined ? undefined : new TextDecoder().decode(content);
  };
  return { store, calls: () => calls, text };
}

function toBytes(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content.slice();
}

function refuseOutside(path: string): void {
  const parts = path.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..') || /[\0\\]/.test(path)) {
    const message = `File "${path}" was refused: a path is relative and stays inside the root`;
    throw new FlowgraftError('FILE_NOT_ALLOWED', message, { path });
  }
}

function noSuchFile(path: string): FlowgraftError {
  const message = `Reading file "${path}" failed: there is no such file`;
  const cause = Object.assign(new Error('no such file'), { code: 'ENOENT' });
  return new FlowgraftError('FILE_FAILED', message, { path, operation: 'read' }, { cause });
}

function tooLarge(path: string, sizeBytes: number, maxBytes: number): FlowgraftError {
  const message = `File "${path}" has ${sizeBytes} bytes; at most ${maxBytes} are read`;
  return new FlowgraftError('VALUE_TOO_LARGE', message, { sizeBytes, maxBytes });
}

/** Files that nodes may read and write, inside one folder of the host's choice. */

export interface FileStore {
  /**
   * @param path - Relative to the root, with `/` between its parts.
   * @throws {FlowgraftError} `FILE_NOT_ALLOWED` when the path is empty, holds a NUL character, or leads out of
   *   the root, by `..`, by an absolute path or by a symbolic link; `FILE_FAILED` when there is no such
   *   file or it cannot be read; `VALUE_TOO_LARGE` when it is longer than `maxBytes`.
   */
  read(path: string, options?: FileReadOptions): Promise<Uint8Array>;
  /**
   * Replaces the file at once: a reader sees the old content or the new, never a part. Makes missing folders.
   *
   * @throws {FlowgraftError} `FILE_NOT_ALLOWED`, `FILE_FAILED`.
   */
  write(path: string, content: Uint8Array | string, options?: FileOptions): Promise<FileWritten>;
}

export interface FileOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface FileReadOptions extends FileOptions {
  readonly maxBytes?: number | undefined;
}

export interface FileWritten {
  readonly path: string;
  readonly sizeBytes: number;
}

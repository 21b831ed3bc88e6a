/** The errors of a `FileStore`. */

import { FlowgraftError } from '@flowgraft/core';

/** The path is refused, or leads out of the root. */
export function notAllowed(path: string, reason: string, cause?: unknown): FlowgraftError {
  const message = `File ${JSON.stringify(path)} was refused: ${reason}`;
  return new FlowgraftError('FILE_NOT_ALLOWED', message, { path }, causeOf(cause));
}

/** What the system says went wrong, with its code in the message and the error as the cause. */
export function failed(path: string, operation: FileOperation, cause: unknown): FlowgraftError {
  const reason = reasons.get(systemCode(cause)) ?? systemCode(cause) ?? String(cause);
  const message = `File ${JSON.stringify(path)} could not be ${participles[operation]}: ${reason}`;
  return new FlowgraftError('FILE_FAILED', message, { path, operation }, causeOf(cause));
}

export type FileOperation = 'read' | 'write';

const participles: Readonly<Record<FileOperation, string>> = { read: 'read', write: 'written' };

const reasons: ReadonlyMap<string | undefined, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['ENOTDIR', 'a part of the path is a file, not a folder'],
  ['EISDIR', 'it is a folder'],
  ['EACCES', 'permission denied'],
  ['ENOSPC', 'the disk is full'],
]);

/** The file, or what is to be written, is longer than allowed. */
export function tooLarge(path: string, sizeBytes: number, maxBytes: number): FlowgraftError {
  const message = `File ${JSON.stringify(path)} has ${sizeBytes} bytes or more; at most ${maxBytes} are allowed`;
  return new FlowgraftError('VALUE_TOO_LARGE', message, { sizeBytes, maxBytes });
}

/** The code of a system error, such as `ENOENT`. */
export function systemCode(error: unknown): string | undefined {
  const code: unknown = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return typeof code === 'string' ? code : undefined;
}

function causeOf(cause: unknown): ErrorOptions | undefined {
  return cause === undefined ? undefined : { cause };
}

/** What the file nodes have in common: paths, text and errors with a category. */

import { isFlowgraftError, NodeError, type ErrorCategory, type NodeContext } from '@flowgraft/core';
import * as z from 'zod';

import { shownAs } from '../fields/shown-as.js';
import { decodeText } from '../values/decode-text.js';
import { invalidData } from '../values/invalid-data.js';

const encodings = ['utf-8', 'utf-16le', 'windows-1252'] as const;

const encodingLabels: Readonly<Record<(typeof encodings)[number], string>> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16 (little-endian)',
  'windows-1252': 'Windows-1252',
};

/** Bytes of a file that are read when the input names no other limit: 10 MiB. */
const defaultMaxBytes = 10 * 1024 * 1024;

export const pathSchema = z
  .string()
  .min(1)
  .describe(
    'Path inside the folder that the host has opened for workflows, such as reports/2026.csv.',
  )
  .meta(shownAs('Path', { placeholder: 'reports/2026.csv' }));

/** Input properties of the nodes that read files. */
export const fileReadOptions = {
  path: pathSchema,
  encoding: z
    .enum(encodings)
    .default('utf-8')
    .describe('How the text is stored.')
    .meta(shownAs('Encoding', { group: 'advanced', labels: encodingLabels })),
  maxBytes: z
    .int()
    .min(1)
    .default(defaultMaxBytes)
    .describe('Longest file that is read, in bytes. 10 MiB when absent.')
    .meta(shownAs('Longest file (bytes)', { group: 'advanced' })),
};

/** What writing a file gives. */
export const fileWrittenSchema = z.object({
  path: z.string().describe('The path that was written.'),
  sizeBytes: z.int().describe('Its length in bytes.'),
});

export interface FileReadInput {
  readonly path: string;
  readonly encoding: (typeof encodings)[number];
  readonly maxBytes: number;
}

/**
 * The text of a file, without a byte order mark.
 *
 * @throws {NodeError} `notFound` when there is no such file; `validation` when the path is not allowed, the file is
 *   too long or not in its encoding; `unavailable` when it cannot be read.
 */
export async function readText(
  { path, encoding, maxBytes }: FileReadInput,
  { files, signal }: NodeContext,
): Promise<string> {
  const content = await withCategory(() => files.read(path, { maxBytes, signal }));
  try {
    return decodeText(content, encoding, { fatal: true });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw invalidData(`File "${path}" is not stored as ${encoding}`);
  }
}

/**
 * Replaces the text of a file, stored as UTF-8.
 *
 * @throws {NodeError} `validation` when the path is not allowed or the text too long; `unavailable` when it cannot be
 *   written.
 */
export async function writeText(
  path: string,
  text: string,
  { files, signal }: NodeContext,
): Promise<{ readonly path: string; readonly sizeBytes: number }> {
  const written = await withCategory(() => files.write(path, text, { signal }));
  return { path: written.path, sizeBytes: written.sizeBytes };
}

async function withCategory<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const category = categoryOf(error);
    if (category === undefined || !isFlowgraftError(error)) throw error;
    const { code, message, details } = error;
    throw new NodeError({ category, code, message, details, cause: error });
  }
}

/** The system's codes for a path on which there is no file. */
const missingCodes: readonly unknown[] = ['ENOENT', 'ENOTDIR'];

function categoryOf(error: unknown): ErrorCategory | undefined {
  if (isFlowgraftError(error, 'FILE_NOT_ALLOWED')) return 'validation';
  if (isFlowgraftError(error, 'VALUE_TOO_LARGE')) return 'validation';
  if (!isFlowgraftError(error, 'FILE_FAILED')) return undefined;
  const { cause } = error;
  const code: unknown = cause instanceof Error ? (cause as { code?: unknown }).code : undefined;
  return missingCodes.includes(code) ? 'notFound' : 'unavailable';
}

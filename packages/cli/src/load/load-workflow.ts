/** The workflow that a file holds: a document, or a module that exports one. */

import { readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';

import {
  isFlowgraftError,
  isWorkflow,
  parseDocument,
  type AnyWorkflow,
  type NodeList,
} from '@flowgraft/core';

import { CommandFailure } from '../command-failure.js';
import { exitCode } from '../exit-code.js';
import { unreadable } from './file-problem.js';
import type { ModuleExports, ModuleLoader } from './load-module.js';

/** What a workflow file gives. */
export interface LoadedWorkflow {
  /** What `engine.start` takes: a workflow, or a document that may have faults. */
  readonly startable: unknown;
  /** Node types that the file exports as `nodes`. */
  readonly nodes: NodeList;
  /** Other workflows of the file, which sub-workflow nodes may name. */
  readonly others: readonly AnyWorkflow[];
}

export interface WorkflowSource {
  readonly cwd: string;
  readonly path: string;
  /** The export to take, when the file has several workflows. */
  readonly exportName?: string | undefined;
  readonly modules: ModuleLoader;
}

/**
 * Reads a workflow file.
 *
 * @throws {CommandFailure} `usage` when the file cannot be read or loaded, or holds no or several workflows.
 */
export async function loadWorkflowFile(source: WorkflowSource): Promise<LoadedWorkflow> {
  const { cwd, path, modules } = source;
  if (extname(path) === '.json') {
    return { startable: readDocument(resolve(cwd, path), path), nodes: [], others: [] };
  }
  const exports = await loadTyped(modules, path);
  const { startable, name } = selectExport(exports, source);
  return {
    startable,
    nodes: nodesOf(exports, path),
    others: workflowsOf(exports).flatMap(([key, each]) => (key === name ? [] : [each])),
  };
}

/** A module whose `defineWorkflow` refuses its own content tells which file that was. */
async function loadTyped(modules: ModuleLoader, path: string): Promise<ModuleExports> {
  try {
    return await modules.load('Workflow file', path);
  } catch (thrown) {
    const cause = thrown instanceof Error ? thrown.cause : undefined;
    if (!isFlowgraftError(cause)) throw thrown;
    throw new CommandFailure(exitCode.usage, `${path}: ${cause.message}`, { cause });
  }
}

function readDocument(file: string, path: string): unknown {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (thrown) {
    throw unreadable('Workflow file', path, thrown);
  }
  try {
    return JSON.parse(text);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new CommandFailure(exitCode.usage, `Workflow file "${path}" is not JSON: ${reason}`, {
      cause: thrown,
    });
  }
}

function selectExport(
  exports: ModuleExports,
  { path, exportName }: WorkflowSource,
): { readonly startable: unknown; readonly name: string } {
  const found = workflowsOf(exports);
  if (exportName !== undefined) {
    const chosen = found.find(([name]) => name === exportName);
    if (chosen !== undefined) return { startable: chosen[1], name: exportName };
    throw new CommandFailure(
      exitCode.usage,
      `"${path}" exports no workflow "${exportName}"; ${describe(found)}`,
    );
  }
  const standard =
    found.find(([name]) => name === 'default') ?? (found.length === 1 ? found[0] : undefined);
  if (standard !== undefined) return { startable: standard[1], name: standard[0] };
  const { default: document } = exports;
  if (found.length === 0 && parseDocument(document).ok)
    return { startable: document, name: 'default' };
  throw new CommandFailure(exitCode.usage, `"${path}": ${describe(found)}`, {
    hint:
      found.length === 0
        ? 'export what defineWorkflow(…) gives: export const workflow = defineWorkflow({ … })'
        : 'choose one with --export <name>',
  });
}

function describe(found: readonly (readonly [name: string, workflow: AnyWorkflow])[]): string {
  if (found.length === 0) return 'it exports no workflow';
  const names = found.map(([name, { id }]) => (name === id ? name : `${name} (workflow "${id}")`));
  return `it exports ${names.join(', ')}`;
}

/** Exports that are workflows; the default export first, and no workflow twice. */
function workflowsOf(exports: ModuleExports): (readonly [name: string, workflow: AnyWorkflow])[] {
  const found = new Map<AnyWorkflow, string>();
  const names = Object.keys(exports).sort(
    (a, b) => Number(b === 'default') - Number(a === 'default'),
  );
  for (const name of names) {
    const value = exports[name];
    if (isWorkflow(value) && !found.has(value)) found.set(value, name);
  }
  return [...found].map(([workflow, name]) => [name, workflow] as const);
}

function nodesOf({ nodes }: ModuleExports, path: string): NodeList {
  if (nodes === undefined) return [];
  if (Array.isArray(nodes)) return nodes as NodeList;
  throw new CommandFailure(
    exitCode.usage,
    `"${path}": its export "nodes" must be a list of node types, made by defineNode or lazyNode`,
  );
}

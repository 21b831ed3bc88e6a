/** Loads, checks and starts the workflow of `flowgraft run`, once. */

import { isWorkflow, parseDocument, type Startable, type WorkflowDocument } from '@flowgraft/core';

import { CommandFailure } from '../command-failure.js';
import type { CommandCall } from '../command.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { loadConfig } from '../load/load-config.js';
import type { ModuleLoader } from '../load/load-module.js';
import { loadWorkflowFile } from '../load/load-workflow.js';
import { readInput, withSettings } from '../load/read-input.js';
import { openSession, type Session } from '../session/open-session.js';
import { followRun } from './follow-run.js';
import { issueReport } from './issue-report.js';
import { createLogOutlet } from './log-outlet.js';

export interface RunRequest extends CommandCall {
  readonly path: string;
  readonly modules: ModuleLoader;
  /** Read once: standard input cannot be read again. */
  readonly input: unknown;
}

/** Reads `--input` and `--set`. */
export async function inputOf({ io, given }: CommandCall): Promise<unknown> {
  return withSettings(await readInput(given.text('input'), io), given.list('set'));
}

/** Starts the workflow and drives its run. */
export async function startRun(request: RunRequest): Promise<ExitCode> {
  const { io, given, path, modules, input } = request;
  const { cwd } = io;
  const config = await loadConfig(cwd, given.text('config'), modules);
  const loaded = await loadWorkflowFile({ cwd, path, exportName: given.text('export'), modules });
  const log = createLogOutlet();
  const session = openSession({
    cwd,
    given,
    config,
    nodes: [loaded.nodes],
    workflows: loaded.others,
    logger: log.logger,
    mayCreate: true,
  });
  try {
    const document = await soundDocument(session, loaded.startable, path);
    const key = given.text('key');
    const handle = await session.engine.start(
      loaded.startable as Startable,
      givenOr(input, document),
      {
        ...(key !== undefined && { idempotencyKey: key }),
      },
    );
    const record = await session.engine.get(handle.id);
    if (record === null) throw new CommandFailure(exitCode.refused, `Run "${handle.id}" is gone`);
    const files = given.text('files');
    return await followRun({
      io,
      given,
      session,
      log,
      document,
      record,
      resumeArgs: [
        ...(loaded.nodes.length > 0 || loaded.others.length > 0 ? [path] : []),
        ...(files === undefined ? [] : ['--files', files]),
      ],
    });
  } finally {
    await session.close();
  }
}

/** A workflow that takes an object and is given nothing gets an empty one: all its fields may have defaults. */
function givenOr(input: unknown, { input: schema }: WorkflowDocument): unknown {
  const takesObject = typeof schema === 'object' && schema.type === 'object';
  return input === undefined && takesObject ? {} : input;
}

async function soundDocument(
  { engine }: Session,
  startable: unknown,
  path: string,
): Promise<WorkflowDocument> {
  const document = isWorkflow(startable) ? startable.toJSON() : startable;
  const issues = await engine.validate(document);
  const errors = issues.filter(({ severity }) => severity === 'error');
  const parsed = parseDocument(document);
  if (errors.length === 0 && parsed.ok) return parsed.document;
  throw new CommandFailure(
    exitCode.usage,
    `${path} cannot be run:\n${issueReport(errors, document)}`,
    {
      hint: missingNodesHint(errors),
    },
  );
}

/** What to do about node types that are not there. */
export function missingNodesHint(
  issues: readonly { readonly code: string; readonly message: string }[],
): string | undefined {
  const unknown = issues.filter(({ code }) => code === 'UNKNOWN_NODE_TYPE');
  if (unknown.length === 0) return undefined;
  return unknown.some(({ message }) => message.includes('"files.'))
    ? 'nodes that read or write files need a folder: --files <folder>'
    : 'node types of your own: export them as `nodes` from the workflow file or flowgraft.config.ts';
}

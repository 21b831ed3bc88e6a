/** `flowgraft resume`: goes on with a run that was interrupted, crashed, waits or failed. */

import { isFinal, type RunRecord, type WorkflowDocument } from '@flowgraft/core';

import type { Command, CommandCall } from '../command.js';
import { CommandFailure } from '../command-failure.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { loadConfig } from '../load/load-config.js';
import { createModuleLoader } from '../load/load-module.js';
import { loadWorkflowFile } from '../load/load-workflow.js';
import { shared } from '../options.js';
import { openSession, requireStore, type Session } from '../session/open-session.js';
import { findRun } from './find-run.js';
import { followRun } from './follow-run.js';
import { issueReport } from './issue-report.js';
import { createLogOutlet } from './log-outlet.js';
import { missingNodesHint } from './start-run.js';

export const resumeCommand: Command = {
  name: 'resume',
  usage: '<run> [workflow.ts…] --store <file.db> [options]',
  summary: 'Go on with a run that was interrupted, crashed, waits or failed',
  details: [
    'Completed steps keep their results; of a failed run the failed steps start again. The run goes on',
    'with the workflow that it was started with: files given here only bring its node types.',
    'Only this run, and those that it starts, are driven; other runs of the store are left alone.',
    'A run whose process was killed is taken over when its lease has ended, 5 seconds later.',
  ],
  options: {
    store: shared.store,
    files: shared.files,
    export: shared.export,
    wait: shared.wait,
    config: shared.config,
    tenant: shared.tenant,
    json: shared.json,
    debug: shared.debug,
    help: shared.help,
  },
  run: resume,
};

async function resume(call: CommandCall): Promise<ExitCode> {
  const { io, given } = call;
  const { cwd } = io;
  const modules = createModuleLoader(cwd);
  const config = await loadConfig(cwd, given.text('config'), modules);
  requireStore(given, config, 'resume');
  const [, ...paths] = given.positionals;
  const exportName = given.text('export');
  const loaded = await Promise.all(
    paths.map((path) => loadWorkflowFile({ cwd, path, exportName, modules })),
  );
  const log = createLogOutlet();
  const session = openSession({
    cwd,
    given,
    config,
    nodes: loaded.map(({ nodes }) => nodes),
    workflows: loaded.flatMap(({ others }) => others),
    logger: log.logger,
    mayCreate: false,
  });
  try {
    const found = await findRun(session, given, 'resume');
    const document = await storedDocument(session, found);
    const record = await wake(session, found);
    const files = given.text('files');
    const resumeArgs = [...paths, ...(files === undefined ? [] : ['--files', files])];
    return await followRun({ io, given, session, log, document, record, resumeArgs });
  } finally {
    await session.close();
  }
}

async function storedDocument(
  { engine, store }: Session,
  { tenant, workflowHash, workflowId, runId }: RunRecord,
): Promise<WorkflowDocument> {
  const document = await (await store()).loadWorkflow(tenant, workflowHash);
  if (document === null) {
    const text = `Run "${runId}" cannot go on: the store has no workflow "${workflowId}" of its version`;
    throw new CommandFailure(exitCode.refused, text);
  }
  const errors = (await engine.validate(document)).filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return document;
  throw new CommandFailure(
    exitCode.usage,
    `Run "${runId}" of workflow "${workflowId}" cannot go on as things are:\n${issueReport(errors, document)}`,
    { hint: hintFor(errors) },
  );
}

function hintFor(errors: Parameters<typeof missingNodesHint>[0]): string | undefined {
  const hint = missingNodesHint(errors);
  return hint?.startsWith('node types of your own') === true
    ? 'give the file that exports them:  flowgraft resume <run> <workflow.ts> --store …'
    : hint;
}

/** A failed run is told to go on; the others do when a worker looks at them. */
async function wake({ engine }: Session, record: RunRecord): Promise<RunRecord> {
  const { runId, status } = record;
  if (!isFinal(status)) return record;
  if (status !== 'failed') {
    throw new CommandFailure(
      exitCode.refused,
      `Run "${runId}" is ${status}: there is nothing to go on with`,
    );
  }
  await engine.resume(runId);
  return (await engine.get(runId)) ?? record;
}

/** `flowgraft cancel`: asks a run to stop. */

import { isFinal, type IssueCode, type RunRecord } from '@flowgraft/core';

import type { Command, CommandCall } from '../command.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { loadConfig } from '../load/load-config.js';
import { createModuleLoader } from '../load/load-module.js';
import { loadWorkflowFile } from '../load/load-workflow.js';
import { shared } from '../options.js';
import { driveRun } from '../session/drive-run.js';
import { openSession, requireStore, type Session } from '../session/open-session.js';
import { jsonText } from '../view/json-text.js';
import { printable } from '../view/text-width.js';
import { findRun } from './find-run.js';

export const cancelCommand: Command = {
  name: 'cancel',
  usage: '<run> [workflow.ts…] --store <file.db> [options]',
  summary: 'Ask a run to stop, and undo what it has done where it says how',
  details: [
    'A run that a process holds is stopped by that process. One that nobody holds is ended here, when the files',
    'that are given bring the node types of its workflow that are not built in; else by a worker that has them.',
  ],
  options: {
    store: shared.store,
    reason: { type: 'string', value: '<text>', help: 'why, for the journal' },
    files: shared.files,
    config: shared.config,
    tenant: shared.tenant,
    json: { type: 'boolean', help: 'say what became of it as a JSON object on stdout' },
    debug: shared.debug,
    help: shared.help,
  },
  async run(call) {
    const { io, given } = call;
    const { cwd } = io;
    const modules = createModuleLoader(cwd);
    const config = await loadConfig(cwd, given.text('config'), modules);
    requireStore(given, config, 'cancel');
    const [, ...paths] = given.positionals;
    const loaded = await Promise.all(paths.map((path) => loadWorkflowFile({ cwd, path, modules })));
    const nodes = loaded.map((each) => each.nodes);
    const session = openSession({ cwd, given, config, nodes, mayCreate: false });
    try {
      return await cancel(call, session);
    } finally {
      await session.close();
    }
  },
};

async function cancel(call: CommandCall, session: Session): Promise<ExitCode> {
  const { io, given } = call;
  const record = await findRun(session, given, 'cancel');
  const { runId, worker } = record;
  const reason = given.text('reason');
  await session.engine.cancel(runId, { ...(reason !== undefined && { reason }) });
  if (worker !== null) return tell(call, runId, 'asked');
  const missing = await missingTypes(session, record);
  if (missing.length > 0) return tellMissing(call, runId, missing);
  const end = await driveRun(session, record, {
    wait: true,
    onInterrupt: (listener) => io.onInterrupt(listener),
    onDraining: () => undefined,
    onHeld: () => undefined,
    onTrouble: (error, during) => io.stderr.write(`warning: ${during}: ${error.message}\n`),
  });
  if (end.kind === 'interrupted') return exitCode.interrupted;
  return tell(call, runId, isFinal(end.record.status) ? end.record.status : 'asked');
}

/** Node types that the run's workflow names and nobody has brought: an engine leaves its runs to others. */
async function missingTypes(
  { engine, store }: Session,
  { tenant, workflowHash }: RunRecord,
): Promise<readonly string[]> {
  const document = await (await store()).loadWorkflow(tenant, workflowHash);
  const issues = await engine.validate(document);
  return issues.filter(({ code }) => missingCodes.includes(code)).map(({ message }) => message);
}

const missingCodes: readonly IssueCode[] = ['UNKNOWN_NODE_TYPE', 'UNKNOWN_NODE_VERSION'];

function tellMissing(call: CommandCall, runId: string, missing: readonly string[]): ExitCode {
  if (call.given.flag('json')) return tell(call, runId, 'asked');
  call.io.stderr.write(
    [
      `run ${runId} was asked to stop; a worker that has its node types will do so:`,
      ...missing.map((message) => `  ${printable(message)}`),
      `to stop it here, give the files that export them:  flowgraft cancel ${runId} <workflow.ts>`,
      '',
    ].join('\n'),
  );
  return exitCode.ok;
}

function tell({ io, given }: CommandCall, runId: string, became: string): ExitCode {
  if (given.flag('json')) io.stdout.write(`${jsonText({ runId, status: became })}\n`);
  else if (became === 'asked') {
    io.stderr.write(`run ${runId} is held by a process, which was asked to stop it\n`);
  } else io.stderr.write(`run ${runId} is ${became}\n`);
  return exitCode.ok;
}

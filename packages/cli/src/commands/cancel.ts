/** `flowgraft cancel`: asks a run to stop. */

import { isFinal } from '@flowgraft/core';

import type { Command, CommandCall } from '../command.js';
import { exitCode, type ExitCode } from '../exit-code.js';
import { loadConfig } from '../load/load-config.js';
import { createModuleLoader } from '../load/load-module.js';
import { loadWorkflowFile } from '../load/load-workflow.js';
import { shared } from '../options.js';
import { driveRun } from '../session/drive-run.js';
import { openSession, requireStore, type Session } from '../session/open-session.js';
import { jsonText } from '../view/json-text.js';
import { findRun } from './find-run.js';

export const cancelCommand: Command = {
  name: 'cancel',
  usage: '<run> [workflow.ts…] --store <file.db> [options]',
  summary: 'Ask a run to stop, and undo what it has done where it says how',
  details: [
    'A run that a process holds is stopped by that process. One that nobody holds is ended here; files that',
    'are given bring node types that are needed to undo its steps.',
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

function tell({ io, given }: CommandCall, runId: string, became: string): ExitCode {
  if (given.flag('json')) io.stdout.write(`${jsonText({ runId, status: became })}\n`);
  else if (became === 'asked') {
    io.stderr.write(`run ${runId} is held by a process, which was asked to stop it\n`);
  } else io.stderr.write(`run ${runId} is ${became}\n`);
  return exitCode.ok;
}

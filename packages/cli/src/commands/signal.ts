/** `flowgraft signal`: sends a run what it waits for. */

import { approvalSignal, type RunRecord } from '@flowgraft/core';

import type { Command, CommandCall } from '../command.js';
import { CommandFailure } from '../command-failure.js';
import { exitCode } from '../exit-code.js';
import { loadConfig } from '../load/load-config.js';
import { createModuleLoader } from '../load/load-module.js';
import { looseValue, readInput } from '../load/read-input.js';
import { shared } from '../options.js';
import { openSession, requireStore } from '../session/open-session.js';
import { shellWord } from '../view/format.js';
import { jsonText } from '../view/json-text.js';
import { findRun } from './find-run.js';

export const signalCommand: Command = {
  name: 'signal',
  usage: '<run> <name> [payload|-] --store <file.db> [options]',
  summary: 'Send a signal, such as the decision on an approval, to a run',
  details: [
    'The payload is JSON, or text when it does not parse as JSON; - reads it from stdin. An approval is',
    'decided by the signal approval:<step>; the name of the step alone is enough while it waits.',
    'The signal is stored at once; the run takes it when something drives it.',
  ],
  examples: [[`flowgraft signal 0198… approve '{"ok": true}' --store runs.db`, 'approves']],
  options: {
    store: shared.store,
    id: {
      type: 'string',
      value: '<id>',
      help: 'a second signal with the same id is not taken again',
    },
    config: shared.config,
    tenant: shared.tenant,
    json: { type: 'boolean', help: 'say what was sent as a JSON object on stdout' },
    debug: shared.debug,
    help: shared.help,
  },
  async run(call) {
    const { io, given } = call;
    const [, name, payload, ...rest] = given.positionals;
    if (rest.length > 0)
      throw wrongUsage(`"${rest[0]}" is one argument too many: quote the payload`);
    const config = await loadConfig(io.cwd, given.text('config'), createModuleLoader(io.cwd));
    requireStore(given, config, 'signal');
    const session = openSession({ cwd: io.cwd, given, config, mayCreate: false });
    try {
      const record = await findRun(session, given, 'signal');
      if (name === undefined) throw wrongUsage(`a signal needs a name; ${awaited(record)}`);
      const sent = nameFor(record, name);
      const value = await payloadOf(call, payload);
      const id = given.text('id');
      await session.engine.signal(record.runId, sent, value, { ...(id !== undefined && { id }) });
      tell(call, { record, sent, value, sameStore: session.sameStore });
      return exitCode.ok;
    } finally {
      await session.close();
    }
  },
};

function payloadOf({ io }: CommandCall, payload: string | undefined): unknown {
  if (payload === undefined) return null;
  return payload === '-' ? readInput('-', io) : looseValue(payload);
}

/** The name of the step that waits for an approval stands for its signal. */
function nameFor({ waits }: RunRecord, name: string): string {
  const isAwaited = (signal: string): boolean => waits.some((wait) => wait.signal === signal);
  const approval = approvalSignal(name);
  return !isAwaited(name) && isAwaited(approval) ? approval : name;
}

interface Sent {
  readonly record: RunRecord;
  readonly sent: string;
  readonly value: unknown;
  readonly sameStore: readonly string[];
}

function tell({ io, given }: CommandCall, { record, sent, value, sameStore }: Sent): void {
  const { runId, waits, status } = record;
  if (given.flag('json')) {
    io.stdout.write(`${jsonText({ runId, signal: sent, payload: value })}\n`);
    return;
  }
  const isAwaited = waits.some(({ signal }) => signal === sent);
  const kept = isAwaited
    ? ''
    : ` Nothing waits for it now, so it is kept until a step does; ${awaited(record)}.`;
  io.stderr.write(`signal "${sent}" is stored for run ${runId}.${kept}\n`);
  if (status === 'running') return;
  const resume = ['flowgraft', 'resume', runId, ...sameStore].map(shellWord).join(' ');
  io.stderr.write(`unless a worker is running, go on with:  ${resume}\n`);
}

function awaited({ waits, status }: RunRecord): string {
  const names = waits.flatMap(({ signal }) => (signal === undefined ? [] : [`"${signal}"`]));
  return names.length === 0 ? `the run is ${status}` : `the run waits for ${names.join(', ')}`;
}

function wrongUsage(text: string): CommandFailure {
  return new CommandFailure(exitCode.usage, `flowgraft signal: ${text}`, {
    hint: 'flowgraft signal --help tells more',
  });
}

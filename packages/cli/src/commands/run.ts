/** `flowgraft run`: starts a workflow and drives it to its end. */

import type { Command, CommandCall } from '../command.js';
import { CommandFailure } from '../command-failure.js';
import { exitCode } from '../exit-code.js';
import { createModuleLoader } from '../load/load-module.js';
import { shared } from '../options.js';
import { inputOf, startRun, type RunRequest } from './start-run.js';
import { watchRuns } from './watch-runs.js';

export const runCommand: Command = {
  name: 'run',
  usage: '<workflow.ts|js|json> [options]',
  summary: 'Start a workflow and drive it to its end',
  details: [
    'The file is a workflow document (JSON), or a module that exports what defineWorkflow gives and,',
    'as `nodes`, its own node types. Progress goes to stderr, the output as JSON to stdout.',
    'Without --store the run is kept in memory and cannot be resumed.',
  ],
  examples: [
    ['flowgraft run order.ts --set orderId=A1', 'with an input of { orderId: "A1" }'],
    ['flowgraft run order.ts --input - < order.json', 'with an input from a pipe'],
    ['flowgraft run order.ts --store runs.db', 'durable: Ctrl-C, then flowgraft resume'],
  ],
  options: {
    input: {
      type: 'string',
      short: 'i',
      value: '<json|file|->',
      help: 'the input: JSON, a JSON file, or - for stdin',
    },
    set: {
      type: 'string',
      multiple: true,
      value: '<name=value>',
      help: 'set a field of the input; dots lead into objects',
    },
    store: shared.store,
    key: {
      type: 'string',
      value: '<key>',
      help: 'idempotency key: a second start with it gives the first run',
    },
    files: shared.files,
    export: shared.export,
    wait: shared.wait,
    watch: { type: 'boolean', help: 'run again whenever the file, or what it imports, changes' },
    config: shared.config,
    tenant: shared.tenant,
    json: shared.json,
    debug: shared.debug,
    help: shared.help,
  },
  async run(call) {
    const request = await requestOf(call);
    return call.given.flag('watch') ? watchRuns(request) : startRun(request);
  },
};

async function requestOf(call: CommandCall): Promise<RunRequest> {
  const [path, ...others] = call.given.positionals;
  if (path === undefined || others.length > 0) {
    const found = path === undefined ? 'none' : `${others.length + 1}`;
    throw new CommandFailure(
      exitCode.usage,
      `flowgraft run takes one workflow file; there is ${found}`,
      {
        hint: 'flowgraft run --help tells more',
      },
    );
  }
  const modules = createModuleLoader(call.io.cwd);
  return { ...call, path, modules, input: await inputOf(call) } satisfies RunRequest;
}

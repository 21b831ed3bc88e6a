/** The command line as a function: arguments in, exit code out. Never ends the process. */

import { FlowgraftError, formatIssues, isFlowgraftError } from '@flowgraft/core';

import type { Command } from './command.js';
import { CommandFailure } from './command-failure.js';
import type { CommandIo } from './command-io.js';
import { cancelCommand } from './commands/cancel.js';
import { migrateCommand } from './commands/migrate.js';
import { resumeCommand } from './commands/resume.js';
import { runCommand } from './commands/run.js';
import { runsCommand } from './commands/runs.js';
import { showCommand } from './commands/show.js';
import { signalCommand } from './commands/signal.js';
import { validateCommand } from './commands/validate.js';
import { workerCommand } from './commands/worker.js';
import { workerProcessCommand } from './commands/worker-process.js';
import { exitCode, type ExitCode } from './exit-code.js';
import { commandHelp, mainHelp } from './help.js';
import { parseOptions } from './options.js';
import { nearestName } from './nearest-name.js';
import { packageVersion } from './version.js';
import { createStyle } from './view/style.js';

const commands: readonly Command[] = [
  runCommand,
  validateCommand,
  runsCommand,
  showCommand,
  resumeCommand,
  signalCommand,
  cancelCommand,
  workerCommand,
  migrateCommand,
];
/** Not for people: no help lists them. */
const internalCommands: readonly Command[] = [workerProcessCommand];

/**
 * Runs one command of `flowgraft`.
 *
 * @param argv - What follows the program's name.
 * @returns the exit code; failures are printed to `io.stderr`, not thrown.
 */
export async function main(argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  try {
    return await dispatch(argv, io);
  } catch (thrown) {
    return report(thrown, io, argv.includes('--debug'));
  }
}

async function dispatch(argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  const [name, ...args] = argv;
  if (name === '--version' || name === '-v' || name === 'version') {
    io.stdout.write(`${packageVersion()}\n`);
    return exitCode.ok;
  }
  if (name === undefined) {
    io.stderr.write(mainHelp(commands, packageVersion()));
    return exitCode.usage;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    const asked = commands.find((each) => each.name === args[0]);
    io.stdout.write(
      asked === undefined ? mainHelp(commands, packageVersion()) : commandHelp(asked),
    );
    return exitCode.ok;
  }
  const command = [...commands, ...internalCommands].find((each) => each.name === name);
  if (command === undefined) throw unknownCommand(name);
  if (args.includes('--version')) return dispatch(['--version'], io);
  const given = parseOptions(name, args, command.options);
  if (given.flag('help')) {
    io.stdout.write(commandHelp(command));
    return exitCode.ok;
  }
  return command.run({ io, given });
}

function unknownCommand(name: string): CommandFailure {
  const near = nearestName(
    name,
    commands.map((each) => each.name),
  );
  const guess = near === undefined ? '' : `; did you mean "${near}"?`;
  return new CommandFailure(exitCode.usage, `There is no command "${name}"${guess}`, {
    hint: 'flowgraft --help lists the commands',
  });
}

function report(thrown: unknown, io: CommandIo, isDebug: boolean): ExitCode {
  const style = createStyle(io.stderr, io.env);
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  io.stderr.write(`${style.red('error')} ${messageOf(error)}\n`);
  if (error instanceof CommandFailure && error.hint !== undefined)
    io.stderr.write(`${error.hint}\n`);
  if (isDebug) io.stderr.write(`${stackOf(error)}\n`);
  return error instanceof CommandFailure ? error.exitCode : codeOf(error);
}

function messageOf(error: Error): string {
  if (!isFlowgraftError(error, 'INPUT_INVALID')) return error.message;
  return `The input does not fit the workflow:\n${formatIssues(error.details.issues)}`;
}

function codeOf(error: Error): ExitCode {
  const isWrongInput =
    isFlowgraftError(error, 'WORKFLOW_INVALID') || isFlowgraftError(error, 'INPUT_INVALID');
  return isWrongInput ? exitCode.usage : exitCode.refused;
}

function stackOf(error: Error): string {
  const causes: string[] = [];
  for (let each: unknown = error; each instanceof Error; each = each.cause) {
    const code = each instanceof FlowgraftError ? ` (${each.code})` : '';
    causes.push(`${each.stack ?? each.message}${code}`);
  }
  return causes.join('\ncaused by ');
}

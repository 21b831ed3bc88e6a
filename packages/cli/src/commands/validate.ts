/** `flowgraft validate`: says what is wrong with workflows, without running them. */

import { isFlowgraftError, isWorkflow, type Issue } from '@flowgraft/core';

import type { Command, CommandCall } from '../command.js';
import { CommandFailure } from '../command-failure.js';
import { exitCode } from '../exit-code.js';
import { loadConfig, type LoadedConfig } from '../load/load-config.js';
import { createModuleLoader, type ModuleLoader } from '../load/load-module.js';
import { loadWorkflowFile } from '../load/load-workflow.js';
import { shared } from '../options.js';
import { openSession } from '../session/open-session.js';
import { plural } from '../view/format.js';
import { jsonText } from '../view/json-text.js';
import { createStyle, type Style } from '../view/style.js';
import { issueReport } from './issue-report.js';

export const validateCommand: Command = {
  name: 'validate',
  usage: '<workflow…> [options]',
  summary: 'Say what is wrong with workflows, without running them',
  details: ['Warnings do not change the exit code.'],
  options: {
    export: {
      type: 'string',
      value: '<name>',
      help: 'which export, when a file has several workflows',
    },
    files: {
      type: 'string',
      value: '<folder>',
      help: 'as for run: node types that need files count as there',
    },
    config: shared.config,
    json: { type: 'boolean', help: 'one JSON object per file on stdout' },
    debug: shared.debug,
    help: shared.help,
  },
  async run(call) {
    const { io, given } = call;
    if (given.positionals.length === 0) {
      throw new CommandFailure(exitCode.usage, 'flowgraft validate needs a workflow file', {
        hint: 'flowgraft validate --help tells more',
      });
    }
    const modules = createModuleLoader(io.cwd);
    const config = await loadConfig(io.cwd, given.text('config'), modules);
    let faulty = 0;
    for (const path of given.positionals) {
      const checked = await checkFile(call, { path, config, modules });
      const hasErrors = checked.failure !== undefined || checked.issues.some(isError);
      if (hasErrors) faulty += 1;
      tell(call, path, checked);
    }
    return faulty === 0 ? exitCode.ok : exitCode.usage;
  },
};

interface CheckedFile {
  readonly document: unknown;
  readonly issues: readonly Issue[];
  /** Why the file could not be looked at. */
  readonly failure?: CommandFailure | undefined;
}

interface FileParts {
  readonly path: string;
  readonly config: LoadedConfig;
  readonly modules: ModuleLoader;
}

async function checkFile({ io, given }: CommandCall, parts: FileParts): Promise<CheckedFile> {
  const { path, config, modules } = parts;
  const { cwd } = io;
  try {
    const source = { cwd, path, exportName: given.text('export'), modules };
    const { startable, nodes, others } = await loadWorkflowFile(source);
    const session = openSession({
      cwd,
      given,
      config: { ...config, store: undefined },
      nodes: [nodes],
      workflows: others,
      mayCreate: false,
    });
    const document = isWorkflow(startable) ? startable.toJSON() : startable;
    const issues = await session.engine.validate(document);
    await session.close();
    return { document, issues };
  } catch (thrown) {
    if (!(thrown instanceof CommandFailure)) throw thrown;
    const { cause } = thrown;
    if (isFlowgraftError(cause, 'WORKFLOW_INVALID'))
      return { document: undefined, issues: cause.details.issues };
    return { document: undefined, issues: [], failure: thrown };
  }
}

function isError({ severity }: Issue): boolean {
  return severity === 'error';
}

function tell(
  { io, given }: CommandCall,
  path: string,
  { document, issues, failure }: CheckedFile,
): void {
  if (given.flag('json')) {
    const message = failure === undefined ? {} : { error: failure.message };
    const isValid = failure === undefined && !issues.some(isError);
    io.stdout.write(`${jsonText({ file: path, valid: isValid, issues, ...message })}\n`);
    return;
  }
  const style = createStyle(io.stdout, io.env);
  if (failure !== undefined) {
    io.stdout.write(`${style.red('error')}  ${failure.message}\n`);
    if (failure.hint !== undefined) io.stdout.write(`  ${failure.hint}\n`);
    return;
  }
  const report = issues.length === 0 ? '' : `${issueReport(issues, document)}\n`;
  io.stdout.write(`${verdict(issues, style)}  ${path}\n${report}`);
}

function verdict(issues: readonly Issue[], style: Style): string {
  const errors = issues.filter(isError).length;
  if (errors > 0) return style.red(plural(errors, 'error'));
  return issues.length > 0 ? style.yellow(plural(issues.length, 'warning')) : style.green('valid');
}

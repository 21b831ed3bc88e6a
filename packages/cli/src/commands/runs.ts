/** `flowgraft runs`: lists the runs of a store. */

import type { RunRecord, RunStatus } from '@flowgraft/core';

import type { Command } from '../command.js';
import { CommandFailure } from '../command-failure.js';
import { exitCode } from '../exit-code.js';
import { loadConfig } from '../load/load-config.js';
import { createModuleLoader } from '../load/load-module.js';
import { shared, type GivenOptions } from '../options.js';
import { openSession, requireStore } from '../session/open-session.js';
import { formatDuration, formatTime } from '../view/format.js';
import { jsonText } from '../view/json-text.js';
import { statusWord } from '../view/status-word.js';
import { createStyle, type Style } from '../view/style.js';
import { clip, fit, printable, textWidth } from '../view/text-width.js';
import { waitText } from './wait-lines.js';

const statuses: readonly RunStatus[] = [
  'queued',
  'running',
  'waiting',
  'completed',
  'failed',
  'cancelled',
];
const defaultLimit = 20;
const maxLimit = 1_000;

export const runsCommand: Command = {
  name: 'runs',
  usage: '[options]',
  summary: 'List the runs of a store, newest first',
  options: {
    store: shared.store,
    status: {
      type: 'string',
      multiple: true,
      value: '<status>',
      help: `only those: ${statuses.join(', ')}`,
    },
    workflow: { type: 'string', value: '<id>', help: 'only runs of this workflow' },
    limit: {
      type: 'string',
      value: '<n>',
      help: `how many, at most ${maxLimit}; ${defaultLimit} when absent`,
    },
    config: shared.config,
    tenant: shared.tenant,
    json: { type: 'boolean', help: 'one JSON object per run on stdout' },
    debug: shared.debug,
    help: shared.help,
  },
  async run({ io, given }) {
    const config = await loadConfig(io.cwd, given.text('config'), createModuleLoader(io.cwd));
    requireStore(given, config, 'runs');
    const session = openSession({ cwd: io.cwd, given, config, mayCreate: false });
    try {
      const { runs } = await session.engine.list(filterOf(given));
      if (given.flag('json')) {
        for (const each of runs) io.stdout.write(`${jsonText(each)}\n`);
      } else if (runs.length === 0) {
        io.stderr.write('no runs\n');
      } else {
        const style = createStyle(io.stdout, io.env);
        const width = io.stdout.isTTY ? io.stdout.columns : Infinity;
        io.stdout.write(`${table(runs, style, width).join('\n')}\n`);
      }
      return exitCode.ok;
    } finally {
      await session.close();
    }
  },
};

function filterOf(given: GivenOptions): {
  workflowId?: string;
  status?: RunStatus[];
  limit: number;
} {
  const limit = Math.min(given.integer('limit', 1) ?? defaultLimit, maxLimit);
  const workflowId = given.text('workflow');
  const status = given
    .list('status')
    .flatMap((text) => text.split(','))
    .map(statusOf);
  return {
    limit,
    ...(workflowId !== undefined && { workflowId }),
    ...(status.length > 0 && { status }),
  };
}

function statusOf(text: string): RunStatus {
  const status = statuses.find((each) => each === text);
  if (status !== undefined) return status;
  const message = `--status: there is no status "${text}"; there are ${statuses.join(', ')}`;
  throw new CommandFailure(exitCode.usage, message);
}

function table(runs: readonly RunRecord[], style: Style, width: number): string[] {
  const rows = runs.map((record) => [
    record.runId,
    printable(record.workflowId),
    record.status,
    formatTime(record.createdAt),
    tookText(record),
    noteOf(record),
  ]);
  const heads = ['RUN', 'WORKFLOW', 'STATUS', 'CREATED (UTC)', 'TOOK', ''];
  const widths = heads.map((head, at) =>
    Math.max(...[head, ...rows.map((row) => row[at] ?? '')].map(textWidth)),
  );
  const fixed = widths.slice(0, -1).reduce((sum, each) => sum + each + 2, 0);
  const last = Math.max(10, width - fixed - 1);
  const line = (cells: readonly string[]): string[] =>
    cells.map((cell, at) =>
      at === cells.length - 1 ? clip(cell, last) : fit(cell, widths[at] ?? 0),
    );
  return [
    style.dim(line(heads).join('  ').trimEnd()),
    ...rows.map((row, at) => {
      const cells = line(row);
      const status = runs[at]?.status ?? 'queued';
      cells[2] = statusWord(status, style) + ' '.repeat((widths[2] ?? 0) - status.length);
      return cells.join('  ').trimEnd();
    }),
  ];
}

function tookText({ startedAt, finishedAt }: RunRecord): string {
  return startedAt === null || finishedAt === null ? '' : formatDuration(finishedAt - startedAt);
}

function noteOf({ error, status, waits, runId, crashes }: RunRecord): string {
  if (error !== undefined) return printable(error.message);
  const [first] = waits;
  if (status === 'waiting' && first !== undefined) return waitText({ ...first, runId });
  return crashes > 0 && status !== 'completed' ? `${crashes} crashes` : '';
}

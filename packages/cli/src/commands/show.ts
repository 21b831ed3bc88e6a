/** `flowgraft show`: one run, step by step. */

import type { RunEvent, RunRecord } from '@flowgraft/core';

import type { Command, CommandCall } from '../command.js';
import { exitCode } from '../exit-code.js';
import { loadConfig } from '../load/load-config.js';
import { createModuleLoader } from '../load/load-module.js';
import { shared } from '../options.js';
import { openSession, requireStore, type Session } from '../session/open-session.js';
import { formatDuration, formatTime, plural } from '../view/format.js';
import { jsonText } from '../view/json-text.js';
import { RunBoard } from '../view/run-board.js';
import { statusWord } from '../view/status-word.js';
import { createStyle, type Style } from '../view/style.js';
import { boardTimeline, journalTimeline, type TimelineOptions } from '../view/timeline.js';
import { clip, printable } from '../view/text-width.js';
import { findRun } from './find-run.js';
import { waitLines } from './wait-lines.js';

export const showCommand: Command = {
  name: 'show',
  usage: '<run> [options]',
  summary: 'Show one run: its steps on a line of time, attempts, errors and waits',
  details: ['The beginning or the end of a run id is enough when it fits one run only.'],
  options: {
    store: shared.store,
    all: { type: 'boolean', help: 'a line for every attempt, also in loops' },
    config: shared.config,
    tenant: shared.tenant,
    json: { type: 'boolean', help: 'the record and the journal as one JSON object' },
    debug: shared.debug,
    help: shared.help,
  },
  async run(call) {
    const { io, given } = call;
    const config = await loadConfig(io.cwd, given.text('config'), createModuleLoader(io.cwd));
    requireStore(given, config, 'show');
    const session = openSession({ cwd: io.cwd, given, config, mayCreate: false });
    try {
      const record = await findRun(session, given, 'show');
      const journal = await session.engine.journal(record.runId);
      if (given.flag('json')) io.stdout.write(`${jsonText({ run: record, journal })}\n`);
      else io.stdout.write(`${(await page(call, session, { record, journal })).join('\n')}\n`);
      return exitCode.ok;
    } finally {
      await session.close();
    }
  },
};

interface ShownRun {
  readonly record: RunRecord;
  readonly journal: readonly RunEvent[];
}

const widthWithoutTerminal = 120;

async function page(call: CommandCall, session: Session, shown: ShownRun): Promise<string[]> {
  const { io, given } = call;
  const { record, journal } = shown;
  const style = createStyle(io.stdout, io.env);
  const width = (io.stdout.isTTY ? Math.max(50, io.stdout.columns) : widthWithoutTerminal) - 1;
  const from = record.startedAt ?? record.createdAt;
  const to = record.finishedAt ?? Math.max(from, journal.at(-1)?.at ?? from);
  const options = { width, style, from, to };
  const timeline = given.flag('all')
    ? journalTimeline(journal, options)
    : await foldedTimeline(session, shown, options);
  return [
    ...head(record, journal, style).map((line) => line.trimEnd()),
    `input    ${valueLine(record.input, width - 9)}`,
    ...(record.output === undefined ? [] : [`output   ${valueLine(record.output, width - 9)}`]),
    ...errorLines(record, style),
    ...waitsOf(record, session, style),
    '',
    ...(timeline.length === 0 ? [style.dim('  no step has begun')] : timeline),
  ];
}

async function foldedTimeline(
  session: Session,
  { record, journal }: ShownRun,
  options: TimelineOptions,
): Promise<string[]> {
  const { tenant, workflowHash, runId } = record;
  const document = await (await session.store()).loadWorkflow(tenant, workflowHash);
  if (document === null) return journalTimeline(journal, options);
  const board = new RunBoard(document);
  board.restore(journal);
  board.settle(await session.engine.progress(runId));
  return boardTimeline(board, options);
}

function head(record: RunRecord, journal: readonly RunEvent[], style: Style): string[] {
  const { runId, workflowId, workflowHash, status, tenant, crashes, priority, tags, worker } =
    record;
  const steps = journal.filter(({ type }) => type === 'step.completed').length;
  const failed = journal.filter(
    ({ type }) => type === 'step.retrying' || type === 'step.failed',
  ).length;
  const facts = [
    plural(steps, 'step'),
    failed > 0 ? plural(failed, 'failed attempt') : '',
    crashes > 0 ? plural(crashes, 'crash', 'crashes') : '',
    tenant === 'default' ? '' : `tenant ${tenant}`,
    priority === 0 ? '' : `priority ${priority}`,
    tags.length === 0 ? '' : `tags ${tags.join(', ')}`,
    record.parent === undefined
      ? ''
      : `started by ${record.parent.runId}, step "${record.parent.step}"`,
    worker === null ? '' : `held by worker ${worker}`,
  ];
  return [
    `${style.bold(`run ${runId}`)}  ${statusWord(status, style)}`,
    `workflow ${printable(workflowId)} ${style.dim(workflowHash.slice(0, 12))}`,
    `time     ${timeLine(record)}`,
    `facts    ${facts.filter((text) => text !== '').join(' · ')}`,
  ];
}

function timeLine({ createdAt, startedAt, finishedAt }: RunRecord): string {
  if (startedAt === null) return `created ${formatTime(createdAt)} UTC, not started`;
  const started = `started ${formatTime(startedAt)} UTC`;
  return finishedAt === null
    ? started
    : `${started}, took ${formatDuration(finishedAt - startedAt)}`;
}

function errorLines({ error }: RunRecord, style: Style): string[] {
  if (error === undefined) return [];
  const where = error.step === undefined ? '' : ` at step "${error.step}"`;
  const code = error.code === undefined ? '' : ` ${error.code}`;
  return [style.red(`error    ${printable(error.message)}${where} (${error.category}${code})`)];
}

function waitsOf({ waits, runId }: RunRecord, { sameStore }: Session, style: Style): string[] {
  if (waits.length === 0) return [];
  return [
    style.yellow('waits'),
    ...waitLines(
      waits.map((wait) => ({ ...wait, runId })),
      sameStore,
    ),
  ];
}

function valueLine(value: unknown, width: number): string {
  return value === undefined ? '(none)' : clip(printable(jsonText(value).slice(0, 10_000)), width);
}

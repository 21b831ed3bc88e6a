/** What a command says when its part in a run is over. */

import type { RunError, RunRecord } from '@flowgraft/core';

import { exitCode, type ExitCode } from '../exit-code.js';
import type { DriveEnd } from '../session/drive-run.js';
import type { RunWait } from '../session/outside-waits.js';
import { formatDuration, shellWord } from '../view/format.js';
import { jsonText } from '../view/json-text.js';
import { createStyle, type Style } from '../view/style.js';
import { printable } from '../view/text-width.js';
import type { Following } from './following.js';
import { waitLines } from './wait-lines.js';

/** Tells it: results on stdout, everything else on stderr. */
export function tellEnd(end: DriveEnd, following: Following): ExitCode {
  const { io, given } = following;
  const code = codeOf(end);
  if (given.flag('json')) {
    io.stdout.write(`${jsonText(resultOf(end, following, code))}\n`);
    return code;
  }
  const { status, output } = end.record;
  const style = createStyle(io.stderr, io.env);
  const lines = [headline(end, style), ...adviceOf(end, following)];
  io.stderr.write(`${lines.join('\n')}\n`);
  if (end.kind === 'ended' && status === 'completed' && output !== undefined) {
    io.stdout.write(`${jsonText(output, 2)}\n`);
  }
  return code;
}

function codeOf({ kind, record }: DriveEnd): ExitCode {
  switch (kind) {
    case 'ended':
      return record.status === 'completed' ? exitCode.ok : exitCode.failed;
    case 'waiting':
      return exitCode.waiting;
    case 'interrupted':
      return exitCode.interrupted;
    case 'elsewhere':
      return exitCode.refused;
  }
}

function resultOf(end: DriveEnd, following: Following, code: ExitCode): object {
  const { kind, record } = end;
  const { runId, workflowId, tenant, status, output, error } = record;
  return {
    event: 'result',
    runId,
    workflowId,
    tenant,
    status: kind === 'ended' ? status : kind,
    ...(status === 'completed' && { output }),
    ...(error !== undefined && { error }),
    ...(kind === 'waiting' && { waits: end.waits }),
    ...(kind !== 'ended' && following.session.isDurable && { resume: resumeLine(following) }),
    durationMs: ranMs(record),
    exitCode: code,
  };
}

function headline({ kind, record }: DriveEnd, style: Style): string {
  const { runId, status, error } = record;
  const run = `run ${runId}`;
  if (kind === 'waiting') return `${style.yellow('waiting')}  ${run} waits`;
  if (kind === 'interrupted') return `${style.yellow('stopped')}  ${run} was interrupted`;
  if (kind === 'elsewhere') return `${style.yellow('busy')}  ${run} is driven by another process`;
  const took = `in ${formatDuration(ranMs(record))}`;
  if (status === 'completed') return `${style.green('completed')}  ${run} ${took}`;
  if (status === 'cancelled') return `${style.yellow('cancelled')}  ${run}: ${reasonOf(error)}`;
  const where = error?.step === undefined ? '' : ` at step "${error.step}"`;
  const category = error === undefined ? '' : ` (${error.category})`;
  return `${style.red('failed')}  ${run}${where}: ${reasonOf(error)}${category}`;
}

/** What can be done next. */
function adviceOf(end: DriveEnd, following: Following): readonly string[] {
  const { isDurable } = following.session;
  if (end.kind === 'waiting') return waitAdvice(end.waits, following);
  if (end.kind === 'interrupted') {
    return isDurable
      ? [`go on with it:  ${resumeLine(following)}`]
      : ['it was kept in memory only and is lost; with --store <file.db> it could be resumed'];
  }
  if (end.kind === 'elsewhere') return [`look at it:  ${line('show', following)}`];
  if (end.record.status !== 'failed' || !isDurable) return [];
  return [
    `what happened:              ${line('show', following)}`,
    `try the failed steps again: ${resumeLine(following)}`,
  ];
}

function waitAdvice(waits: readonly RunWait[], following: Following): readonly string[] {
  const { session } = following;
  if (!session.isDurable) {
    return [
      ...waitLines(waits, []),
      'the run was kept in memory only, where nobody can send it anything; start it again with --store <file.db>',
    ];
  }
  return [...waitLines(waits, session.sameStore), `then go on with it:  ${resumeLine(following)}`];
}

function resumeLine(following: Following): string {
  const { record, resumeArgs, session } = following;
  return ['flowgraft', 'resume', record.runId, ...resumeArgs, ...session.sameStore]
    .map(shellWord)
    .join(' ');
}

function line(command: string, { record, session }: Following): string {
  return ['flowgraft', command, record.runId, ...session.sameStore].map(shellWord).join(' ');
}

function ranMs({ startedAt, createdAt, finishedAt }: RunRecord): number {
  return (finishedAt ?? Date.now()) - (startedAt ?? createdAt);
}

function reasonOf(error: RunError | undefined): string {
  return error === undefined ? 'no reason given' : printable(error.message);
}

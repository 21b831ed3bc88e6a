/** Runs the workflow of this example: durably, so that it can be stopped anywhere and goes on from there. */

import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { relative } from 'node:path';

import { rootedFiles } from '@flowgraft/adapters/files';
import { sqlite } from '@flowgraft/adapters/sqlite';
import {
  createEngine,
  isFlowgraftError,
  type Engine,
  type RunHandle,
  type WorkflowOutput,
} from '@flowgraft/core';
import { builtinNodes } from '@flowgraft/nodes';

import { attendApproval, decide } from './approvals.js';
import { nearestAirport } from './nodes/nearest-airport.js';
import { readOptions, usage, type QuickstartOptions } from './options.js';
import { summaryOf } from './print-summary.js';
import { showProgress, type Progress } from './progress.js';
import { ownNodes, quakeReport } from './quake-report.js';
import { openWorkspace, prepareWorkspace, type Workspace } from './workspace.js';
import { recorded, slowed } from './wrap-node.js';

type Result = WorkflowOutput<typeof quakeReport>;

const slowMs = 120;

function createQuickstart({ folder, database }: Workspace, options: QuickstartOptions): Engine {
  let nearest = nearestAirport;
  if (options.slow) nearest = slowed(nearest, slowMs);
  if (options.record !== undefined) nearest = recorded(nearest, options.record);
  const nodes = ownNodes.map((node) => (node === nearestAirport ? nearest : node));
  return createEngine({
    backend: sqlite({ file: database }),
    nodes: [builtinNodes, nodes],
    workflows: [quakeReport],
    files: rootedFiles({ root: folder }),
    // A process that was killed holds its run no longer than this.
    lease: '2s',
    poll: '200ms',
  });
}

/** The run to drive: a new one, or the one that is in the database. */
async function openRun(engine: Engine, { resume }: QuickstartOptions): Promise<RunHandle<Result>> {
  if (!resume) return engine.start(quakeReport, {});
  const [newest] = (await engine.list({ workflowId: quakeReport.id, limit: 1 })).runs;
  if (newest === undefined)
    throw new Error('There is no run to resume; start one with: pnpm quickstart');
  console.log(`Resuming run ${newest.runId}: ${newest.seq} facts are in its journal.`);
  if (newest.status === 'failed') await engine.resume(newest.runId);
  return (await engine.handle(newest.runId)) as RunHandle<Result>;
}

async function drive(
  engine: Engine,
  options: QuickstartOptions,
  progress: Progress,
): Promise<Result | undefined> {
  const run = await openRun(engine, options);
  await attendApproval(engine, { runId: run.id, approve: options.approve, progress });
  const interrupted = new Promise<undefined>((resolve) => {
    process.once('SIGINT', () => resolve(undefined));
  });
  return Promise.race([run.drive(), interrupted]);
}

async function runReport(options: QuickstartOptions, workspace: Workspace): Promise<number> {
  const startedAt = performance.now();
  if (!options.resume) prepareWorkspace(workspace);
  const engine = createQuickstart(workspace, options);
  const progress = showProgress(engine, process.stdout);
  try {
    const result = await drive(engine, options, progress);
    if (result === undefined) {
      progress.say(
        'Stopping. What is under way comes to its end first; go on with:  pnpm quickstart --resume',
      );
      return 130;
    }
    console.log(summaryOf(result));
    const files = result.files.map((file) =>
      relative(process.cwd(), `${workspace.folder}/${file}`),
    );
    console.log(`Report: ${files.join(', ')}`);
    console.log(`Done in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s.`);
    return 0;
  } finally {
    await engine.close();
    progress.stop();
  }
}

/** For the second terminal: tells the run that waits what was decided. */
async function sendDecision(
  ok: boolean,
  workspace: Workspace,
  options: QuickstartOptions,
): Promise<number> {
  const engine = createQuickstart(workspace, options);
  try {
    const [waiting] = (await engine.list({ workflowId: quakeReport.id, status: ['waiting'] })).runs;
    if (waiting === undefined) throw new Error('No run waits for a decision');
    await decide(engine, waiting.runId, { ok, by: userInfo().username });
    console.log(
      `Run ${waiting.runId} was told that the alert is ${ok ? 'approved' : 'turned down'}.`,
    );
    return 0;
  } finally {
    await engine.close();
  }
}

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  const workspace = openWorkspace(options.dir);
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const needsDatabase = options.resume || options.decide !== undefined;
  if (needsDatabase && !existsSync(workspace.database)) {
    throw new Error('There is no run yet; start one with: pnpm quickstart');
  }
  if (options.decide !== undefined) return sendDecision(options.decide, workspace, options);
  return runReport(options, workspace);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (thrown) {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  console.error(isFlowgraftError(thrown) ? `${thrown.code}: ${message}` : message);
  process.exitCode = 1;
}

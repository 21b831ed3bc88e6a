/** Every script, put together from its parts. */

import { createHash } from 'node:crypto';
import { base } from './base.js';
import { claim } from './claim.js';
import { commit } from './commit.js';
import { create, newRun } from './create.js';
import { deliver, send } from './deliver.js';
import { limits } from './limits.js';
import { openData } from './open.js';
import { places } from './places.js';
import { purge } from './purge.js';
import { getRuns, listRuns, listWaits, readInbox, readJournal } from './read.js';
import { runs } from './runs.js';
import { scope } from './scope.js';
import { listLimits, setLimits } from './set-limits.js';
import { countDue, drop, heartbeat, listWorkers, release } from './workers.js';
import { latestWorkflow, listWorkflows, loadWorkflow, saveWorkflow } from './workflows.js';

/** A script as Redis knows it. */
export interface Script {
  readonly source: string;
  readonly sha1: string;
}

function scriptOf(...parts: readonly string[]): Script {
  const source = parts.join('');
  return { source, sha1: createHash('sha1').update(source).digest('hex') };
}

const common = [base, limits, places, runs] as const;

export const scripts = {
  claim: scriptOf(...common, scope, claim),
  commit: scriptOf(...common, newRun, send, commit),
  countDue: scriptOf(...common, scope, countDue),
  create: scriptOf(...common, newRun, create),
  deliver: scriptOf(...common, send, deliver),
  drop: scriptOf(...common, drop),
  getRuns: scriptOf(base, getRuns),
  heartbeat: scriptOf(...common, heartbeat),
  latestWorkflow: scriptOf(base, latestWorkflow),
  listLimits: scriptOf(base, limits, listLimits),
  listRuns: scriptOf(base, listRuns),
  listWaits: scriptOf(base, listWaits),
  listWorkers: scriptOf(base, listWorkers),
  listWorkflows: scriptOf(base, listWorkflows),
  loadWorkflow: scriptOf(base, loadWorkflow),
  openData: scriptOf(base, openData),
  purge: scriptOf(...common, purge),
  readInbox: scriptOf(base, readInbox),
  readJournal: scriptOf(base, readJournal),
  release: scriptOf(...common, release),
  saveWorkflow: scriptOf(base, saveWorkflow),
  setLimits: scriptOf(base, limits, places, setLimits),
} as const;

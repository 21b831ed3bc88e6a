// The host's side of chaos: starts runs, speaks to them, and fetches their results. Whatever the store refuses because it is
// away is asked again until it is there.
// oxlint-disable typescript/prefer-readonly -- JavaScript has no readonly members
import { setTimeout as pause } from 'node:timers/promises';
import { createApprovals, createCancels, createDecisions, createSignals } from './host-signals.mjs';

const againMs = 50;
const lookMs = 300;
const lookForLoneMs = 50;
const signalMs = 20;
const roomMs = 10;
const startsAtOnce = 10;
/** The share of lone runs that begin in the process of a worker. */
const startsByWorkers = 0.6;
const final = ['completed', 'failed', 'cancelled'];

export class Controller {
  #parts;
  #signals;
  #decisions;
  #approvals;
  #cancels;
  #open = new Set();
  /** Runs that a worker was asked to start. */
  #asked = 0;
  /** Why one of them was refused for good. */
  #refusal;
  #started = 0;
  #ended = 0;
  #isOver = false;

  /**
   * @param parts.runs - `{ id, shape, way, fate }`, see `run-ways.mjs`; what becomes of each is added: `isAcknowledged`,
   *   `isDeadLettered`, `isMade`, `cancelledAt`, `record`.
   * @param parts.window - How many runs may be open at once.
   * @param parts.mayStart - How many runs may have been started by now.
   * @param parts.startInTransaction - Starts a run as `HostProcess` does, and resolves with whether that was committed.
   * @param parts.lone - Runs are started one at a time; most of them by `workers`, in the process that is to hold them.
   */
  constructor(parts) {
    this.#parts = parts;
    const insist = (work) => this.#insist(work);
    const runs = new Map(parts.runs.map((run) => [run.id, run]));
    this.#signals = createSignals({ ...parts, insist });
    this.#decisions = createDecisions({ ...parts, runs, insist });
    this.#approvals = createApprovals({ ...parts, runs, insist });
    this.#cancels = createCancels({ ...parts, insist });
  }

  get progress() {
    return { started: this.#started, ended: this.#ended, open: this.#open.size };
  }

  /** Resolves when every run has ended. Rejects when the engine refuses what it must not refuse. */
  async run() {
    const untilOver = async (work) => {
      try {
        await work;
      } catch (error) {
        if (this.#isOver) return;
        this.#isOver = true;
        throw error;
      }
    };
    const works = [
      this.#startRuns(),
      this.#fetchResults(),
      this.#again(signalMs, () => this.#signals.sendDue()),
      this.#again(signalMs, () => this.#cancels.cancelDue()),
      this.#again(lookMs, () => this.#decisions.decideAll()),
      this.#again(lookMs, () => this.#approvals.approveAll()),
    ];
    await Promise.all(works.map(untilOver));
  }

  /** Gives up: what is open stays so. */
  stop() {
    this.#isOver = true;
  }

  async #again(everyMs, work) {
    while (!this.#isOver) {
      await work();
      await pause(everyMs);
    }
  }

  async #insist(work) {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (error.code !== 'STORE_FAILED' || this.#isOver) throw error;
        await pause(againMs);
      }
    }
  }

  async #startRuns() {
    const { runs, window, mayStart, lone, random } = this.#parts;
    const atOnce = lone ? 1 : startsAtOnce;
    while (this.#started < runs.length && !this.#isOver) {
      const left = window - this.#open.size - this.#asked;
      const room = Math.min(atOnce, left, mayStart() - this.#started);
      if (room < 1) {
        await pause(roomMs);
        continue;
      }
      const batch = runs.slice(this.#started, this.#started + room);
      this.#started += batch.length;
      if (lone && random.next() < startsByWorkers) this.#ask(batch[0]);
      else await Promise.all(batch.map((run) => this.#start(run)));
    }
  }

  /** Has a worker start it. A worker that sleeps answers late: others are started meanwhile. */
  #ask(run) {
    const { workers, workflows } = this.#parts;
    this.#asked += 1;
    const asking = workers.start(run.id, workflows[run.shape].document);
    const going = asking.then((isThere) => (isThere ? this.#opened(run) : this.#start(run)));
    going.catch((error) => (this.#refusal ??= error)).finally(() => (this.#asked -= 1));
  }

  async #start(run) {
    const { engine, workflows, startInTransaction } = this.#parts;
    const { document } = workflows[run.shape];
    if (run.way === 'transaction') {
      run.isMade = await startInTransaction({ id: run.id, document, fate: run.fate });
      if (run.isMade) this.#opened(run);
      else this.#ended += 1;
      return;
    }
    await this.#insist(() => engine.start(document, { key: run.id }, { runId: run.id }));
    this.#opened(run);
  }

  #opened(run) {
    run.isAcknowledged = true;
    this.#open.add(run);
    this.#signals.plan(run);
    this.#cancels.plan(run);
  }

  async #fetchResults() {
    const { runs, lone } = this.#parts;
    while (this.#ended < runs.length && !this.#isOver) {
      await pause(lone ? lookForLoneMs : lookMs);
      if (this.#refusal !== undefined) throw this.#refusal;
      const candidates = [...this.#open];
      const ids = await this.#idsOfOpen();
      const gone = candidates.filter(({ id }) => !ids.has(id));
      for (let at = 0; at < gone.length; at += startsAtOnce) {
        const some = gone.slice(at, at + startsAtOnce);
        await Promise.all(some.map((run) => this.#fetch(run)));
      }
    }
    this.#isOver = true;
  }

  /** Of runs and their children. */
  async #idsOfOpen() {
    const ids = new Set();
    let cursor;
    do {
      const filter = { status: ['queued', 'running', 'waiting'], limit: 1000, cursor };
      const page = await this.#insist(() => this.#parts.engine.list(filter));
      for (const { runId } of page.runs) ids.add(runId);
      cursor = page.cursor;
    } while (cursor !== null);
    return ids;
  }

  async #fetch(run) {
    const { engine } = this.#parts;
    const record = await this.#insist(() => engine.get(run.id));
    if (record?.error?.code === 'RUN_DEAD_LETTERED') {
      run.isDeadLettered = true;
      await this.#insist(() => engine.resume(run.id));
      return;
    }
    if (record !== null && !final.includes(record.status)) return;
    run.record = record;
    this.#open.delete(run);
    this.#ended += 1;
  }
}

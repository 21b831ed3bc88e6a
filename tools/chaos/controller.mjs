// The host's side of chaos: starts runs, speaks to them, and fetches their results. Whatever the store refuses because it is
// away is asked again until it is there.
// oxlint-disable typescript/prefer-readonly -- JavaScript has no readonly members
import { setTimeout as pause } from 'node:timers/promises';
import { createDecisions, createSignals } from './host-signals.mjs';

const againMs = 50;
const lookMs = 300;
const signalMs = 20;
const roomMs = 10;
const startsAtOnce = 10;
const final = ['completed', 'failed', 'cancelled'];

export class Controller {
  #parts;
  #signals;
  #decisions;
  #open = new Set();
  #started = 0;
  #ended = 0;
  #isOver = false;

  /**
   * @param parts.runs - `{ id, shape }`; what becomes of each is added: `isAcknowledged`, `isDeadLettered`, `record`.
   * @param parts.window - How many runs may be open at once.
   * @param parts.mayStart - How many runs may have been started by now.
   */
  constructor(parts) {
    this.#parts = parts;
    const insist = (work) => this.#insist(work);
    const runs = new Map(parts.runs.map((run) => [run.id, run]));
    this.#signals = createSignals({ ...parts, insist });
    this.#decisions = createDecisions({ ...parts, runs, insist });
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
      this.#again(lookMs, () => this.#decisions.decideAll()),
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
    const { runs, window, mayStart } = this.#parts;
    while (this.#started < runs.length && !this.#isOver) {
      const room = Math.min(startsAtOnce, window - this.#open.size, mayStart() - this.#started);
      if (room < 1) {
        await pause(roomMs);
        continue;
      }
      const batch = runs.slice(this.#started, this.#started + room);
      this.#started += batch.length;
      await Promise.all(batch.map((run) => this.#start(run)));
    }
  }

  async #start(run) {
    const { engine, workflows } = this.#parts;
    const { document } = workflows[run.shape];
    await this.#insist(() => engine.start(document, { key: run.id }, { runId: run.id }));
    run.isAcknowledged = true;
    this.#open.add(run);
    this.#signals.plan(run);
  }

  async #fetchResults() {
    while (this.#ended < this.#parts.runs.length && !this.#isOver) {
      await pause(lookMs);
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

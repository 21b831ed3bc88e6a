/** The journal of a run, line by line, the newest first: read backwards a page at a time, and forgotten when far away. */

import type { RunEvent } from '@flowgraft/core';
import { ValueStore, type ReadableStore } from '../store/value-store.js';
import type { JournalPage, JournalQuery } from '../transport/transport.js';

/** What a line tells; the values that a fact carries are not kept. */
export interface JournalLine {
  readonly seq: number;
  readonly type: RunEvent['type'];
  readonly at: number;
  readonly step: string | null;
  /** An error's message, a reason, the name of a signal; empty for others. */
  readonly message: string;
}

export type LoadJournal = (query: JournalQuery, signal: AbortSignal) => Promise<JournalPage>;

const journalPageSize = 100;
/** Pages that are kept: what is on the screen and some way around it. */
const maxPages = 20;
const maxMessage = 300;

export class JournalPages {
  readonly #load: LoadJournal;
  /** By page number; the one that was asked for last is the last. */
  readonly #pages = new Map<number, ReadonlyMap<number, JournalLine>>();
  readonly #asked = new Set<number>();
  readonly #revision = new ValueStore(0);
  readonly #stopped = new AbortController();

  constructor(load: LoadJournal) {
    this.#load = load;
  }

  /** Another number after each page that arrives. */
  get revision(): ReadableStore<number> {
    return this.#revision;
  }

  /** `undefined` while it is not there. */
  line(seq: number): JournalLine | undefined {
    return this.#pages.get(pageOf(seq))?.get(seq);
  }

  /** Sees to it that these lines will be there. @param last - The last fact that is wanted, `first` the first. */
  want(first: number, last: number): void {
    for (let page = pageOf(last); page >= pageOf(Math.max(0, first)); page -= 1) {
      const known = this.#pages.get(page);
      if (known !== undefined) {
        this.#pages.delete(page);
        this.#pages.set(page, known);
      }
      const newest = Math.min(last, (page + 1) * journalPageSize - 1);
      if (known?.has(newest) !== true) void this.#read(page);
    }
  }

  close(): void {
    this.#stopped.abort();
  }

  async #read(page: number): Promise<void> {
    const { signal } = this.#stopped;
    if (this.#asked.has(page) || signal.aborted) return;
    this.#asked.add(page);
    try {
      const query = { fromSeq: page * journalPageSize, limit: journalPageSize };
      const { facts } = await this.#load(query, signal);
      if (signal.aborted) return;
      this.#pages.delete(page);
      this.#pages.set(page, new Map(facts.map(({ seq, fact }) => [seq, lineOf(seq, fact)])));
      for (const [oldest] of this.#pages) {
        if (this.#pages.size <= maxPages) break;
        this.#pages.delete(oldest);
      }
      this.#revision.update((revision) => revision + 1);
    } catch {
      // Asked for again when it is wanted again.
    } finally {
      this.#asked.delete(page);
    }
  }
}

function pageOf(seq: number): number {
  return Math.floor(seq / journalPageSize);
}

function lineOf(seq: number, fact: RunEvent): JournalLine {
  const { type, at } = fact;
  const message = messageOf(fact).slice(0, maxMessage);
  return { seq, type, at, step: 'step' in fact ? fact.step : null, message };
}

function messageOf(fact: RunEvent): string {
  if ('error' in fact) return fact.error.message;
  if (fact.type === 'signal.received') return fact.name;
  return 'reason' in fact ? (fact.reason ?? '') : '';
}

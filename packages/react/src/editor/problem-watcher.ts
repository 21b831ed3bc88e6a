/** Keeps what is wrong with a document up to date, without getting in the way of who edits it. */

import type { Catalogue } from '@flowgraft/core';
import { ValueStore, type ReadableStore } from '../store/value-store.js';
import {
  isSameSummary,
  noProblems,
  summariseProblems,
  type ProblemSummary,
} from './problem-summary.js';
import type { EditorDocument } from './records.js';
import type { Scheduler } from './scheduler.js';
import { writeDocument } from './write-document.js';

/** Milliseconds after the last edit. */
const pause = 150;
/** Documents with more nodes are checked only when there is nothing else to do. */
const largeNodes = 500;

export interface ProblemWatcherParts {
  readonly document: ReadableStore<EditorDocument>;
  readonly catalogue: Catalogue;
  readonly scheduler: Scheduler;
}

export class ProblemWatcher {
  readonly #parts: ProblemWatcherParts;
  readonly #problems = new ValueStore<ProblemSummary>(noProblems);
  readonly #unsubscribe: () => void;
  #cancel: () => void = () => undefined;
  #checked: EditorDocument | undefined = undefined;
  #isClosed = false;

  constructor(parts: ProblemWatcherParts) {
    this.#parts = parts;
    this.#unsubscribe = parts.document.subscribe(() => this.#plan());
    this.#plan();
  }

  get problems(): ReadableStore<ProblemSummary> {
    return this.#problems;
  }

  /** Checks the document as it is now, and waits for that. */
  async checkNow(): Promise<ProblemSummary> {
    this.#cancel();
    await this.#check();
    return this.#problems.get();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
    this.#unsubscribe();
  }

  #plan(): void {
    const { scheduler, document } = this.#parts;
    this.#cancel();
    this.#cancel = scheduler.after(pause, () => {
      const isLarge = document.get().nodes.size > largeNodes;
      if (isLarge) this.#cancel = scheduler.whenIdle(() => void this.#check());
      else void this.#check();
    });
  }

  async #check(): Promise<void> {
    // What cannot be loaded now is asked for again with the next edit.
    const rules = await import('./check-document.js').catch(() => undefined);
    const document = this.#parts.document.get();
    if (rules === undefined || this.#isClosed || document === this.#checked) return;
    this.#checked = document;
    const issues = rules.validateDocument(writeDocument(document), this.#parts.catalogue);
    const before = this.#problems.get();
    const after = summariseProblems(document, issues, before);
    // What shows problems is not drawn again for an edit that changes none.
    if (!isSameSummary(before, after)) this.#problems.set(after);
  }
}

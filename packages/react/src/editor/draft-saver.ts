/** Takes edits to the server: shortly after the last one, on request, and when the session is closed. */

import { ValueStore, type ReadableStore } from '../store/value-store.js';
import { isTransportError, type WorkflowDraft } from '../transport/transport.js';
import type { WorkflowTransport } from '../transport/transport.js';
import type { DocumentStore } from './document-store.js';
import { readDocument } from './read-document.js';
import type { EditorDocument } from './records.js';
import type { SavingState } from './saving.js';
import type { Scheduler } from './scheduler.js';
import { writeDocument } from './write-document.js';

export interface DraftSaverParts {
  readonly document: DocumentStore;
  readonly draft: WorkflowDraft;
  /** Without one nothing is saved: edits stay `dirty`. */
  readonly workflows: WorkflowTransport | undefined;
  readonly scheduler: Scheduler;
  /** Milliseconds after the last edit; `null`: only on request. */
  readonly autosaveMs: number | null;
}

export class DraftSaver {
  readonly #parts: DraftSaverParts;
  readonly #state = new ValueStore<SavingState>({ status: 'saved' });
  readonly #draft: ValueStore<WorkflowDraft>;
  readonly #unsubscribe: () => void;
  #saved: EditorDocument;
  #underWay: Promise<boolean> | undefined = undefined;
  #cancelTimer: () => void = () => undefined;
  #isClosed = false;

  constructor(parts: DraftSaverParts) {
    this.#parts = parts;
    this.#draft = new ValueStore(parts.draft);
    this.#saved = parts.document.get();
    this.#unsubscribe = parts.document.onChange((_changes, cause) => {
      if (cause !== 'replace') this.#edited();
    });
  }

  get state(): ReadableStore<SavingState> {
    return this.#state;
  }

  get draft(): ReadableStore<WorkflowDraft> {
    return this.#draft;
  }

  get hasUnsaved(): boolean {
    return this.#state.get().status !== 'saved';
  }

  /**
   * Saves what the server does not have yet; edits made meanwhile are saved too. One save at a time.
   *
   * @returns false when it failed or met a conflict; `state` says which.
   */
  async save(): Promise<boolean> {
    for (;;) {
      const { status } = this.#state.get();
      if (this.#underWay !== undefined) await this.#underWay;
      else if (status === 'saved') return true;
      else if (status === 'conflict' || !(await this.#start())) return false;
    }
  }

  /** Waits for the save that is under way, if one is. */
  async settle(): Promise<void> {
    await this.#underWay;
  }

  /** Ends a conflict: the server gets this document, or the editor gets the server's. */
  async resolveConflict(choice: 'mine' | 'theirs'): Promise<boolean> {
    const state = this.#state.get();
    if (state.status !== 'conflict') return true;
    if (choice === 'theirs') {
      this.replace(state.theirs);
      return true;
    }
    this.#draft.set(state.theirs);
    this.#state.set({ status: 'dirty' });
    return this.save();
  }

  /** What the server has takes the place of what is here. */
  replace(draft: WorkflowDraft): void {
    this.#cancelTimer();
    this.#draft.set(draft);
    this.#parts.document.replace(readDocument(draft.document));
    this.#saved = this.#parts.document.get();
    this.#state.set({ status: 'saved' });
  }

  /** What is published, or another note of the server's on the draft that is open. */
  note(change: Partial<WorkflowDraft>): void {
    this.#draft.update((draft) => ({ ...draft, ...change }));
  }

  /** Somebody saved another revision. */
  async meetConflict(error: unknown): Promise<boolean> {
    if (!isTransportError(error) || error.code !== 'REVISION_CONFLICT') return false;
    const { workflows, draft } = this.#parts;
    const theirs = isDraft(error.details)
      ? error.details
      : await workflows?.get(draft.id).catch(() => undefined);
    if (theirs === undefined) return false;
    this.#cancelTimer();
    this.#state.set({ status: 'conflict', theirs });
    return true;
  }

  /** Saves what is not saved, and stops. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancelTimer();
    this.#unsubscribe();
    await this.save();
  }

  #edited(): void {
    const { status } = this.#state.get();
    if (status === 'conflict') return;
    // Of edits during a save it is known afterwards whether something is left to save.
    if (status === 'saving') return;
    this.#state.set({ status: 'dirty' });
    this.#plan();
  }

  #plan(): void {
    const { autosaveMs, scheduler, workflows } = this.#parts;
    this.#cancelTimer();
    if (autosaveMs === null || workflows === undefined || this.#isClosed) return;
    this.#cancelTimer = scheduler.after(autosaveMs, () => void this.#start());
  }

  #start(): Promise<boolean> {
    if (this.#underWay !== undefined) return this.#underWay;
    this.#cancelTimer();
    const attempt = this.#attempt().finally(() => (this.#underWay = undefined));
    this.#underWay = attempt;
    return attempt;
  }

  async #attempt(): Promise<boolean> {
    const { document, workflows } = this.#parts;
    const current = document.get();
    if (workflows === undefined) return false;
    this.#state.set({ status: 'saving' });
    try {
      const draft = await workflows.save(writeDocument(current), this.#draft.get().revision);
      this.#draft.set(draft);
      this.#saved = current;
    } catch (error) {
      if (await this.meetConflict(error)) return false;
      this.#state.set({ status: 'failed', error: asError(error) });
      return false;
    }
    if (document.get() === this.#saved) this.#state.set({ status: 'saved' });
    else {
      this.#state.set({ status: 'dirty' });
      this.#plan();
    }
    return true;
  }
}

function isDraft(value: unknown): value is WorkflowDraft {
  if (typeof value !== 'object' || value === null) return false;
  const { revision, document } = value as Partial<WorkflowDraft>;
  return typeof revision === 'string' && typeof document === 'object';
}

function asError(value: unknown): Error {
  return value instanceof Error ? value : new Error(String(value));
}

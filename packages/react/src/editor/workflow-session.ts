/** One workflow open in an editor: its document, what is selected, what is wrong with it, and how it is saved. */

import type { Catalogue, Issue, JsonValue } from '@flowgraft/core';
import type { MessageKey, MessageValues } from '../language/message.js';
import { ValueStore, type ReadableStore } from '../store/value-store.js';
import type {
  Page,
  PageQuery,
  RunSummary,
  Transport,
  WorkflowDraft,
  WorkflowVersion,
} from '../transport/transport.js';
import type { Change } from './changes.js';
import type { CommandContext } from './command.js';
import { compareDocuments, type Difference } from './document-diff.js';
import { DocumentStore } from './document-store.js';
import { DraftSaver } from './draft-saver.js';
import type { ProblemSummary } from './problem-summary.js';
import { ProblemWatcher } from './problem-watcher.js';
import { readDocument } from './read-document.js';
import type { SavingState } from './saving.js';
import { systemScheduler, type Scheduler } from './scheduler.js';
import { Selection } from './selection.js';
import { initialUiState, type Announcement, type CanvasControl, type UiState } from './ui-state.js';
import { writeDocument } from './write-document.js';

export interface WorkflowSessionParts {
  readonly draft: WorkflowDraft;
  readonly context: CommandContext;
  readonly isReadOnly: boolean;
  /** Where it is saved, published and run; without one none of these is possible. */
  readonly transport?: Pick<Transport, 'workflows' | 'runs'> | undefined;
  /** Milliseconds from the last edit to saving it, 800 when absent; `null`: only on request. */
  readonly autosaveMs?: number | null | undefined;
  readonly scheduler?: Scheduler | undefined;
}

export interface SessionStart {
  readonly input?: JsonValue | undefined;
  /** `draft`, which is saved first; a number: that version; the published one when absent. */
  readonly version?: 'draft' | number | undefined;
  /** A second start with the same key gives the first run. */
  readonly idempotencyKey?: string | undefined;
}

const usualAutosave = 800;
/** Milliseconds without an edit after which the next keystroke in the same field is an edit of its own. */
const joinPause = 1_500;

export class WorkflowSession {
  readonly workflowId: string;
  readonly document: DocumentStore;
  readonly selection = new Selection();
  readonly catalogue: Catalogue;
  readonly ui = new ValueStore<UiState>(initialUiState);
  /** Set by the canvas while it is mounted. */
  readonly canvas = new ValueStore<CanvasControl | null>(null);
  readonly #announced = new ValueStore<Announcement | null>(null);
  readonly #issues = new ValueStore<readonly Issue[]>([]);
  readonly #watcher: ProblemWatcher;
  readonly #saver: DraftSaver;
  readonly #transport: WorkflowSessionParts['transport'];
  readonly #scheduler: Scheduler;
  readonly #stops: (() => void)[] = [];
  #endJoin: () => void = () => undefined;

  constructor(parts: WorkflowSessionParts) {
    const { draft, context, isReadOnly, transport, scheduler = systemScheduler } = parts;
    this.workflowId = draft.id;
    this.catalogue = context.catalogue;
    this.document = new DocumentStore(readDocument(draft.document), context);
    this.document.isReadOnly = isReadOnly;
    this.#transport = transport;
    this.#scheduler = scheduler;
    const { document, catalogue } = this;
    this.#watcher = new ProblemWatcher({ document, catalogue, scheduler });
    const { autosaveMs = usualAutosave } = parts;
    this.#saver = new DraftSaver({
      document,
      draft,
      workflows: transport?.workflows,
      scheduler,
      autosaveMs,
    });
    this.#stops.push(
      this.document.onChange((changes, cause) => this.#changed(changes, cause)),
      this.#watcher.problems.subscribe(() => this.#issues.set(this.problemSummary.get().issues)),
      this.#saver.state.subscribe(() => this.#tellSaving()),
    );
  }

  /** What screen readers were told last. */
  get announced(): ReadableStore<Announcement | null> {
    return this.#announced;
  }

  /** Tells screen readers something, politely. */
  announce(message: MessageKey, values?: MessageValues): void {
    const number = (this.#announced.get()?.number ?? 0) + 1;
    this.#announced.set({ number, message, values });
  }

  /** What is wrong with the document, brought up to date shortly after each edit. */
  get problems(): ReadableStore<readonly Issue[]> {
    return this.#issues;
  }

  /** The same by node and edge, with counts. */
  get problemSummary(): ReadableStore<ProblemSummary> {
    return this.#watcher.problems;
  }

  /** What is wrong with the document as it is now. */
  checkNow(): Promise<ProblemSummary> {
    return this.#watcher.checkNow();
  }

  get saving(): ReadableStore<SavingState> {
    return this.#saver.state;
  }

  /** True while the server does not have everything; a host may ask before it lets its user leave. */
  get hasUnsaved(): boolean {
    return this.#saver.hasUnsaved;
  }

  /** What the server had when it was last asked: revision, what is published. */
  get draft(): ReadableStore<WorkflowDraft> {
    return this.#saver.draft;
  }

  /** Saves now. @returns false when it failed or met a conflict: `saving` says which. */
  save(): Promise<boolean> {
    return this.#saver.save();
  }

  /** What differs between this document and theirs; empty when there is no conflict. */
  conflictDifferences(): readonly Difference[] {
    const state = this.saving.get();
    if (state.status !== 'conflict') return [];
    return compareDocuments(writeDocument(this.document.get()), state.theirs.document);
  }

  /** Ends a conflict. @returns false when saving `mine` failed. */
  async resolveConflict(choice: 'mine' | 'theirs'): Promise<boolean> {
    const isSaved = await this.#saver.resolveConflict(choice);
    if (choice === 'theirs') this.selection.clear();
    return isSaved;
  }

  /** Takes what the server has in place of what is here; edits that are not saved are lost. @throws what the transport throws. */
  async reload(): Promise<void> {
    const { workflows } = this.#server();
    await this.#saver.settle();
    this.#saver.replace(await workflows.get(this.workflowId));
    this.selection.clear();
  }

  /**
   * Saves, and makes what is saved the version that runs start with.
   *
   * @throws what the transport throws; the error of a save that failed.
   */
  async publish(note?: string): Promise<WorkflowVersion> {
    const { workflows } = this.#server();
    const { revision } = await this.#savedDraft();
    try {
      const published = await workflows.publish(this.workflowId, { revision, note });
      this.#saver.note({ published });
      return published;
    } catch (error) {
      await this.#saver.meetConflict(error);
      throw error;
    }
  }

  /** The published versions, the newest first. @throws what the transport throws. */
  versions(query?: PageQuery): Promise<Page<WorkflowVersion>> {
    return this.#server().workflows.versions(this.workflowId, query);
  }

  /** @throws what the transport throws; the error of a save that failed. */
  async startRun(start: SessionStart = {}): Promise<RunSummary> {
    const { runs } = this.#server();
    if (start.version === 'draft') await this.#savedDraft();
    return runs.start({ ...start, workflowId: this.workflowId });
  }

  /** Saves what is not saved, and stops all timers. The session is of no use afterwards. */
  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    this.#endJoin();
    this.#watcher.close();
    await this.#saver.close();
  }

  async #savedDraft(): Promise<WorkflowDraft> {
    if (!(await this.save())) {
      const state = this.saving.get();
      throw state.status === 'failed' ? state.error : new Error('The draft is not saved');
    }
    return this.draft.get();
  }

  #server(): Pick<Transport, 'workflows' | 'runs'> {
    if (this.#transport === undefined) throw new Error('This session has no transport');
    return this.#transport;
  }

  #changed(changes: readonly Change[], cause: string): void {
    this.#endJoin();
    this.#endJoin = this.#scheduler.after(joinPause, () => this.document.breakJoin());
    this.#forgetGone(changes);
    const edit = this.document.history.get().undo?.name ?? '';
    if (cause !== 'command' || !['connect', 'addNode', 'reconnectEdge'].includes(edit)) return;
    for (const change of changes) {
      const count = change.kind === 'edge' ? change.after?.data.maxIterations : undefined;
      if (count !== undefined) this.announce('editor.loopMade', { count });
    }
  }

  /** What is not there any more is not selected either. */
  #forgetGone(changes: readonly Change[]): void {
    if (!changes.some((change) => change.kind !== 'meta' && change.after === undefined)) return;
    const { nodes, edges, notes } = this.document.get();
    const selected = this.selection.get();
    this.selection.select({
      nodes: [...selected.nodes].filter((id) => nodes.has(id)),
      edges: [...selected.edges].filter((id) => edges.has(id)),
      notes: [...selected.notes].filter((id) => notes.has(id)),
    });
  }

  #tellSaving(): void {
    const { status } = this.saving.get();
    if (status === 'failed') this.announce('editor.saveFailed');
    if (status === 'conflict') this.announce('editor.conflictFound');
  }
}

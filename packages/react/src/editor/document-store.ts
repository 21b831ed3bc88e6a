/** The document being edited, with its history. The only way to change it is a command. */

import { ValueStore, type ReadableStore } from '../store/value-store.js';
import { applyChanges, invertChanges, mergeChanges, type Change } from './changes.js';
import type { Command, CommandContext, Refusal } from './command.js';
import type { EditorDocument } from './records.js';
import { Transaction } from './transaction.js';

/** Edits that can be taken back. */
const keptEdits = 500;

export interface Edit {
  /** The name of the command. */
  readonly name: string;
  readonly changes: readonly Change[];
}

export interface HistoryState {
  /** The edit that `undo` would take back. */
  readonly undo: Edit | null;
  readonly redo: Edit | null;
}

export interface RunOptions {
  /**
   * Joins the edit to the one before when that has the same key: the keystrokes in a field, the moves of one drag. A
   * pause or another edit between them starts a new one.
   */
  readonly coalesce?: string | undefined;
}

export type CommandOutcome<Result> =
  | { readonly ok: true; readonly result: Result }
  | { readonly ok: false; readonly refusal: Refusal };

/** What listeners are told after each change, however it came about. */
export type ChangeListener = (
  changes: readonly Change[],
  cause: 'command' | 'undo' | 'redo' | 'replace',
) => void;

export class DocumentStore implements ReadableStore<EditorDocument> {
  readonly #document: ValueStore<EditorDocument>;
  readonly #history = new ValueStore<HistoryState>({ undo: null, redo: null });
  readonly #context: CommandContext;
  readonly #listeners = new Set<ChangeListener>();
  #done: Edit[] = [];
  #undone: Edit[] = [];
  #joining: string | undefined = undefined;
  #isReadOnly = false;

  constructor(document: EditorDocument, context: CommandContext) {
    this.#document = new ValueStore(document);
    this.#context = context;
  }

  readonly get = (): EditorDocument => this.#document.get();
  readonly subscribe = (listener: () => void): (() => void) => this.#document.subscribe(listener);

  get history(): ReadableStore<HistoryState> {
    return this.#history;
  }

  set isReadOnly(value: boolean) {
    this.#isReadOnly = value;
  }

  get isReadOnly(): boolean {
    return this.#isReadOnly;
  }

  /** Why the command cannot be done now; `null` when it can. */
  check<Args, Result>(command: Command<Args, Result>, args: Args): Refusal | null {
    if (this.#isReadOnly) return { message: 'editor.readOnly' };
    return command.check?.(this.get(), args, this.#context) ?? null;
  }

  /** Does a command as one edit: all of it or, when it is refused or throws, nothing. */
  run<Args, Result>(
    command: Command<Args, Result>,
    args: Args,
    { coalesce }: RunOptions = {},
  ): CommandOutcome<Result> {
    const refusal = this.check(command, args);
    if (refusal !== null) return { ok: false, refusal };
    const transaction = new Transaction(this.get());
    const result = command.execute(transaction, args, this.#context);
    const { changes } = transaction;
    if (changes.length > 0) {
      this.#remember({ name: command.name, changes }, coalesce);
      this.#put(transaction.document, changes, 'command');
    }
    return { ok: true, result };
  }

  /** Ends what `coalesce` joins: the next edit is one of its own. */
  breakJoin(): void {
    this.#joining = undefined;
  }

  /** @returns the edit that was taken back, or `null` when there is none. */
  undo(): Edit | null {
    const edit = this.#isReadOnly ? undefined : this.#done.pop();
    if (edit === undefined) return null;
    this.#undone.push(edit);
    this.#move(invertChanges(edit.changes), 'undo');
    return edit;
  }

  /** @returns the edit that was done again, or `null` when there is none. */
  redo(): Edit | null {
    const edit = this.#isReadOnly ? undefined : this.#undone.pop();
    if (edit === undefined) return null;
    this.#done.push(edit);
    this.#move(edit.changes, 'redo');
    return edit;
  }

  /** Another document in place of this one, without a history: what the server has. */
  replace(document: EditorDocument): void {
    this.#done = [];
    this.#undone = [];
    this.#joining = undefined;
    this.#put(document, [], 'replace');
    this.#showHistory();
  }

  /** Called after each change; returns a function that stops it. */
  onChange(listener: ChangeListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #remember(edit: Edit, coalesce: string | undefined): void {
    const last = this.#done.at(-1);
    const isJoined = coalesce !== undefined && coalesce === this.#joining && last !== undefined;
    this.#joining = coalesce;
    this.#undone = [];
    if (isJoined) {
      const changes = mergeChanges([...last.changes, ...edit.changes]);
      this.#done[this.#done.length - 1] = { name: edit.name, changes };
    } else {
      this.#done.push(edit);
      if (this.#done.length > keptEdits) this.#done.shift();
    }
    this.#showHistory();
  }

  #move(changes: readonly Change[], cause: 'undo' | 'redo'): void {
    this.#joining = undefined;
    this.#put(applyChanges(this.get(), changes), changes, cause);
    this.#showHistory();
  }

  #put(
    document: EditorDocument,
    changes: readonly Change[],
    cause: Parameters<ChangeListener>[1],
  ): void {
    this.#document.set(document);
    for (const listener of new Set(this.#listeners)) listener(changes, cause);
  }

  #showHistory(): void {
    this.#history.set({ undo: this.#done.at(-1) ?? null, redo: this.#undone.at(-1) ?? null });
  }
}

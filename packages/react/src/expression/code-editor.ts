/**
 * The code editor for expressions and templates. Loaded when somebody first edits one. It stands in a shadow root of its own, so
 * that its styles are adopted style sheets: no `<style>` element is made, and a policy of `style-src 'self'` holds.
 */

import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
  completionKeymap,
  completionStatus,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, insertNewline } from '@codemirror/commands';
import { linter, type Diagnostic } from '@codemirror/lint';
import { EditorSelection, EditorState, Prec, type Extension } from '@codemirror/state';
import { EditorView, keymap, placeholder, tooltips } from '@codemirror/view';
import { checkExpression, checkTemplate } from '@flowgraft/core/browser';
import type { JsonSchema } from '@flowgraft/core/browser';
import { codeMarks } from './code-marks.js';
import { codeTheme } from './code-theme.js';
import { suggestionsAt, type ExpressionData, type Suggestion } from './suggestions.js';
import type { TextKind } from './text-spans.js';

export interface CodeEditorOptions {
  /** Gets a shadow root. */
  readonly host: HTMLElement;
  readonly text: string;
  readonly kind: TextKind;
  /** Where the caret stands at first; at the end when absent. */
  readonly caret?: number | undefined;
  readonly label: string;
  readonly description: string;
  readonly isInvalid: boolean;
  readonly isReadOnly: boolean;
  readonly placeholder: string;
  readonly data: ExpressionData;
  /** What values of a schema are, in the user's words. */
  readonly typeText: (schema: JsonSchema) => string;
  readonly onChange: (text: string) => void;
  /** Escape, or Enter where a text has one line. */
  readonly onLeave: () => void;
}

export interface CodeEditor {
  /** Puts a reference in the place of the selection; in the text of a template, in braces. */
  insert(reference: string): void;
  /** Another text, from outside. */
  setText(text: string): void;
  focus(): void;
  destroy(): void;
}

export function mountCodeEditor(options: CodeEditorOptions): CodeEditor {
  const { host, text, kind, caret = text.length, onChange } = options;
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  let isQuiet = false;
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: text,
      selection: EditorSelection.cursor(Math.min(caret, text.length)),
      extensions: [
        extensionsFor(options),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged && !isQuiet) onChange(state.doc.toString());
        }),
      ],
    }),
  });
  return {
    insert(reference) {
      const { from, to } = view.state.selection.main;
      const isPlain = kind === 'template' && !isInExpression(view.state.doc.toString(), from);
      const inserted = isPlain ? `{{ ${reference} }}` : reference;
      view.dispatch({
        changes: { from, to, insert: inserted },
        selection: EditorSelection.cursor(from + inserted.length),
        userEvent: 'input.complete',
      });
      view.focus();
    },
    setText(next) {
      const before = view.state.doc.toString();
      if (next === before) return;
      isQuiet = true;
      view.dispatch({ changes: { from: 0, to: before.length, insert: next } });
      isQuiet = false;
    },
    focus: () => view.focus(),
    destroy() {
      view.destroy();
      root.replaceChildren();
    },
  };
}

/** Whether a place in a template is between `{{` and `}}`. */
function isInExpression(text: string, position: number): boolean {
  const open = text.lastIndexOf('{{', position - 1);
  return open >= 0 && !text.slice(open, position).includes('}}');
}

function extensionsFor(options: CodeEditorOptions): Extension {
  const { kind, data, isReadOnly } = options;
  return [
    history(),
    EditorView.lineWrapping,
    EditorState.readOnly.of(isReadOnly),
    EditorView.editable.of(!isReadOnly),
    EditorView.contentAttributes.of({
      'aria-label': options.label,
      'aria-description': options.description,
      'aria-multiline': kind === 'template' ? 'true' : 'false',
      ...(options.isInvalid && { 'aria-invalid': 'true' }),
      dir: kind === 'template' ? 'auto' : 'ltr',
      spellcheck: kind === 'template' ? 'true' : 'false',
    }),
    placeholder(options.placeholder),
    closeBrackets(),
    autocompletion({
      override: [(context) => completionsAt(context, options)],
      icons: false,
      maxRenderedOptions: 60,
    }),
    linter((view) => diagnosticsOf(view.state.doc.toString(), kind, data), { delay: 300 }),
    tooltips({ position: 'fixed' }),
    codeMarks(kind, data.nodeName),
    codeTheme,
    Prec.highest(keymap.of(ownKeys(options))),
    keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
  ];
}

function ownKeys({ kind, onLeave }: CodeEditorOptions): Parameters<typeof keymap.of>[0] {
  return [
    {
      key: 'Enter',
      run: (view) => {
        // A list that came up this very moment is not taken for what was meant.
        if (acceptCompletion(view) || completionStatus(view.state) === 'active') return true;
        if (kind === 'template') return false;
        onLeave();
        return true;
      },
      shift: insertNewline,
    },
    {
      key: 'Escape',
      run: (view) => {
        if (completionStatus(view.state) === 'active' && closeCompletion(view)) return true;
        onLeave();
        return true;
      },
      // The dialog or panel around it stays open.
      stopPropagation: true,
    },
  ];
}

function completionsAt(
  context: CompletionContext,
  { kind, data, typeText }: CodeEditorOptions,
): CompletionResult | null {
  const { state, pos, explicit } = context;
  const found = suggestionsAt(state.doc.toString(), pos, kind, data);
  if (found === null) return null;
  const isStarted = found.from < pos || /[.{]\s?$/.test(state.sliceDoc(Math.max(0, pos - 2), pos));
  if (!isStarted && !explicit && state.doc.length > 0) return null;
  return {
    from: found.from,
    options: found.items.map((item) => completionOf(item, typeText)),
    validFor: /^[\w$]*$/,
  };
}

const boosts: Readonly<Record<Suggestion['kind'], number>> = {
  node: 5,
  property: 4,
  name: 3,
  method: 1,
  function: 0,
  keyword: -1,
};

function completionOf(item: Suggestion, typeText: (schema: JsonSchema) => string): Completion {
  const { label, insert, kind, schema, signature, description } = item;
  const about = [signature, description].filter((one) => one !== undefined).join('\n');
  return {
    label,
    apply: insert,
    type: kind,
    boost: boosts[kind],
    ...(schema !== undefined && { detail: typeText(schema) }),
    ...(about !== '' && { info: about }),
  };
}

function diagnosticsOf(text: string, kind: TextKind, { types }: ExpressionData): Diagnostic[] {
  if (text.trim() === '') return [];
  const check = kind === 'template' ? checkTemplate : checkExpression;
  return check(text, types).findings.map(({ position, severity, message }) => {
    const from = Math.min(position, Math.max(0, text.length - 1));
    const word = /^[\w$]+/.exec(text.slice(from))?.[0].length ?? 1;
    return { from, to: Math.min(from + word, text.length), severity, message };
  });
}

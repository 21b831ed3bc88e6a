import {
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
  type ReactElement,
  type Ref,
  type RefObject,
} from 'react';
import { flushSync } from 'react-dom';
import { useTexts } from '../hooks/editor-context.js';
import type { CodeEditor } from './code-editor.js';
import type { ExpressionData } from './suggestions.js';
import type { TextKind } from './text-spans.js';
import { typeText } from './type-text.js';

export interface CodeFieldHandle {
  insert(reference: string): void;
  focus(): void;
}

export interface CodeFieldProps {
  readonly handle: Ref<CodeFieldHandle>;
  readonly id: string;
  readonly text: string;
  readonly kind: TextKind;
  readonly caret: number | undefined;
  readonly label: string;
  readonly description: string;
  readonly isInvalid: boolean;
  readonly isReadOnly: boolean;
  readonly placeholder: string;
  readonly data: ExpressionData;
  readonly onChange: (text: string) => void;
  readonly onLeave: () => void;
}

/** The code editor with the focus. Until it is loaded, and where it cannot be, a plain text area stands in for it. */
export function CodeField(props: CodeFieldProps): ReactElement {
  const { handle, caret } = props;
  const host = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  // Only once, when the field is opened.
  const first = useRef(caret);
  useEffect(() => {
    const input = area.current;
    if (input === null) return;
    input.focus();
    const at = first.current ?? input.value.length;
    input.setSelectionRange(at, at);
  }, []);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const editor = useCodeEditor({ host, area, latest, text: props.text });
  useImperativeHandle(
    handle,
    () => ({
      insert(reference) {
        if (editor !== null) editor.insert(reference);
        else insertPlain(area.current, reference, latest.current);
      },
      focus: () => (editor ?? area.current)?.focus(),
    }),
    [editor],
  );
  return (
    <>
      <div ref={host} className="fg-code-host" hidden={editor === null} />
      {editor === null && <PlainArea {...props} area={area} />}
    </>
  );
}

interface CodeEditorParts {
  readonly host: RefObject<HTMLDivElement | null>;
  readonly area: RefObject<HTMLTextAreaElement | null>;
  /** What the editor calls back is that of the last render. */
  readonly latest: RefObject<CodeFieldProps>;
  readonly text: string;
}

/** Loads the editor and puts it in the place of the text area; `null` until then. */
function useCodeEditor({ host, area, latest, text }: CodeEditorParts): CodeEditor | null {
  const texts = useTexts();
  const [editor, setEditor] = useState<CodeEditor | null>(null);
  const takesFocus = useRef(false);
  useEffect(() => {
    let mounted: CodeEditor | null = null;
    let isGone = false;
    const mount = async (): Promise<void> => {
      const { mountCodeEditor } = await import('./code-editor.js');
      if (isGone || host.current === null) return;
      const { id: _id, handle: _handle, ...options } = latest.current;
      takesFocus.current = area.current !== null && isFocused(area.current);
      const ready = mountCodeEditor({
        ...options,
        host: host.current,
        caret: area.current?.selectionStart ?? options.caret,
        typeText: (schema) => typeText(schema, texts),
        onChange: (next) => latest.current.onChange(next),
        onLeave: () => latest.current.onLeave(),
      });
      mounted = ready;
      // At once: what is typed in between would go to the text area.
      flushSync(() => setEditor(ready));
    };
    // Without it the text area goes on.
    mount().catch(() => undefined);
    return () => {
      isGone = true;
      mounted?.destroy();
      setEditor(null);
    };
  }, [texts, host, area, latest]);
  // In the same turn in which the text area goes: between the two the focus is nowhere.
  useLayoutEffect(() => {
    if (takesFocus.current) editor?.focus();
    takesFocus.current = false;
  }, [editor]);
  useEffect(() => editor?.setText(text), [editor, text]);
  return editor;
}

interface PlainAreaProps extends CodeFieldProps {
  readonly area: Ref<HTMLTextAreaElement>;
}

function PlainArea(props: PlainAreaProps): ReactElement {
  const { area, id, text, kind, label, isInvalid, isReadOnly, onChange, onLeave } = props;
  return (
    <textarea
      ref={area}
      id={id}
      className="fg-code-plain"
      rows={Math.min(text.split('\n').length, 8)}
      dir={kind === 'template' ? 'auto' : 'ltr'}
      aria-label={label}
      aria-invalid={isInvalid || undefined}
      readOnly={isReadOnly}
      placeholder={props.placeholder}
      spellCheck={false}
      value={text}
      onChange={({ target }) => onChange(target.value)}
      onKeyDown={(event) => {
        const isEnd = event.key === 'Escape' || (event.key === 'Enter' && kind === 'expression');
        if (!isEnd || event.shiftKey) return;
        event.preventDefault();
        event.stopPropagation();
        onLeave();
      }}
    />
  );
}

function insertPlain(
  area: HTMLTextAreaElement | null,
  reference: string,
  { text, kind, onChange }: CodeFieldProps,
): void {
  const from = area?.selectionStart ?? text.length;
  const to = area?.selectionEnd ?? from;
  const inserted = kind === 'template' ? `{{ ${reference} }}` : reference;
  onChange(text.slice(0, from) + inserted + text.slice(to));
  area?.focus();
}

function isFocused(element: HTMLElement): boolean {
  const root = element.getRootNode();
  const { activeElement } = root instanceof ShadowRoot ? root : document;
  return activeElement === element;
}

import {
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  type ReactElement,
  type ReactNode,
} from 'react';
import { Icon } from '../icons/icon.js';
import { useTexts } from '../hooks/editor-context.js';
import { CodeField, type CodeFieldHandle } from './code-field.js';
import { DataPicker } from './data-picker.js';
import { ExpressionText, readableText } from './expression-text.js';
import { SampleContext } from './sample-context.js';
import { previewOf, valueText } from './sample-value.js';
import type { ExpressionData } from './suggestions.js';
import type { TextKind } from './text-spans.js';

/** Opens the editor at once. */
export interface EditStart {
  readonly caret?: number | undefined;
  /** Shows the data that can be put in. */
  readonly isPicking?: boolean | undefined;
}

export interface ExpressionFieldProps {
  /** Of the element that has the focus. */
  readonly id: string;
  readonly label: string;
  readonly text: string;
  readonly kind: TextKind;
  readonly onChange: (text: string) => void;
  /** What the text can read; asked for when editing begins. */
  readonly data: () => ExpressionData;
  readonly nodeName: (id: string) => string;
  readonly isReadOnly: boolean;
  readonly isInvalid: boolean;
  readonly isRequired?: boolean | undefined;
  readonly describedBy?: string | undefined;
  readonly start?: EditStart | undefined;
  /** The editor was left. */
  readonly onLeave?: (() => void) | undefined;
}

/**
 * A text in the expression language: to read until somebody opens it, then an editor with completion, checks, a preview
 * of the result, and the data to choose from. Enter and Escape end editing; Tab goes to the next field.
 */
export function ExpressionField(props: ExpressionFieldProps): ReactElement {
  const { id, label, text, kind, nodeName, isReadOnly, isInvalid, describedBy, start } = props;
  const texts = useTexts();
  const [editing, setEditing] = useState<EditStart | null>(isReadOnly ? null : (start ?? null));
  const opener = useRef<HTMLButtonElement>(null);
  const returnsFocus = useRef(false);
  useEffect(() => {
    if (editing === null && returnsFocus.current) opener.current?.focus();
    returnsFocus.current = false;
  }, [editing]);
  const leave = (returnFocus: boolean): void => {
    returnsFocus.current = returnFocus;
    setEditing(null);
    props.onLeave?.();
  };
  if (editing !== null) return <OpenExpression {...props} editing={editing} leave={leave} />;
  const shown = readableText(text, kind, nodeName);
  const name = text === '' ? texts('expression.write', { field: label }) : `${label}: ${shown}`;
  return (
    <button
      ref={opener}
      id={id}
      type="button"
      className={`fg-input fg-expression${isInvalid ? ' fg-expression--invalid' : ''}`}
      aria-label={name}
      aria-describedby={describedBy}
      disabled={isReadOnly}
      onClick={() => setEditing({})}
    >
      {text === '' ? (
        <span className="fg-expression__empty">
          {texts(kind === 'template' ? 'expression.emptyTemplate' : 'expression.empty')}
        </span>
      ) : (
        <ExpressionText text={text} kind={kind} nodeName={nodeName} />
      )}
    </button>
  );
}

interface OpenExpressionProps extends ExpressionFieldProps {
  readonly editing: EditStart;
  readonly leave: (returnFocus: boolean) => void;
}

function OpenExpression(props: OpenExpressionProps): ReactElement {
  const { label, text, kind, editing, leave, isReadOnly } = props;
  const texts = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const code = useRef<CodeFieldHandle>(null);
  const [isPicking, setPicking] = useState(editing.isPicking === true);
  // Once, when it is opened: for large workflows it takes a while.
  const [opened] = useState(props.data);
  // What a run gave may come, or go on, while the field is open.
  const live = useContext(SampleContext);
  const data = useMemo(
    () => (live === null ? opened : { ...opened, sample: live }),
    [opened, live],
  );
  return (
    <div
      ref={box}
      className={`fg-expression-open${props.isInvalid ? ' fg-expression-open--invalid' : ''}`}
      tabIndex={-1}
      onBlur={() => {
        // The focus is in nothing until the event is over; and leaving the window is not leaving the field.
        setTimeout(() => {
          const element = box.current;
          if (element !== null && !element.matches(':focus-within')) leave(false);
        });
      }}
    >
      <CodeField
        handle={code}
        id={props.id}
        text={text}
        kind={kind}
        caret={editing.caret}
        label={label}
        description={texts(kind === 'template' ? 'expression.helpTemplate' : 'expression.help')}
        isInvalid={props.isInvalid}
        isReadOnly={isReadOnly}
        placeholder={texts(kind === 'template' ? 'expression.emptyTemplate' : 'expression.empty')}
        data={data}
        onChange={props.onChange}
        onLeave={() => leave(true)}
      />
      <div className="fg-expression-open__bar">
        <InsertButton isOpen={isPicking} onToggle={() => setPicking(!isPicking)} />
        <Preview text={text} kind={kind} data={data} />
      </div>
      {isPicking && (
        <DataPicker
          data={data}
          label={label}
          onPick={(reference) => code.current?.insert(reference)}
          onClose={() => {
            setPicking(false);
            code.current?.focus();
          }}
        />
      )}
    </div>
  );
}

interface InsertButtonProps {
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function InsertButton({ isOpen, onToggle }: InsertButtonProps): ReactElement {
  const texts = useTexts();
  return (
    <button
      type="button"
      className="fg-button fg-button--quiet fg-button--small"
      aria-expanded={isOpen}
      onClick={onToggle}
    >
      <Icon name="braces" size={14} />
      {texts('expression.insert')}
    </button>
  );
}

interface PreviewProps {
  readonly text: string;
  readonly kind: TextKind;
  readonly data: ExpressionData;
}

/** What the text gives on the data of the last run, or of examples. */
function Preview({ text, kind, data: { sample } }: PreviewProps): ReactElement | null {
  const texts = useTexts();
  if (sample === null || text.trim() === '') return null;
  const preview = previewOf(text, kind, sample);
  let shown: ReactNode;
  if (preview.status === 'unfinished') shown = texts('expression.unfinished');
  else if (preview.status === 'missing') shown = texts('expression.missing');
  else if (preview.status === 'failed') shown = preview.message;
  else if (preview.value === undefined) shown = texts('expression.noValue');
  else {
    shown = (
      <>
        {texts('expression.result')} <code dir="auto">{valueText(preview.value)}</code>
      </>
    );
  }
  return <output className={`fg-preview fg-preview--${preview.status}`}>{shown}</output>;
}

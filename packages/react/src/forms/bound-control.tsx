import { useMemo, useState, type ReactElement } from 'react';
import type { Binding } from '@flowgraft/core';
import { bindingOfText, editedText } from '../expression/binding-text.js';
import { ExpressionField, type EditStart } from '../expression/expression-field.js';
import { Icon } from '../icons/icon.js';
import { useTexts } from '../hooks/editor-context.js';
import type { ControlProps } from './control-props.js';
import { FieldControl } from './field-control.js';
import type { FieldMode } from './field-mode.js';
import type { Field, TextField } from './field-model.js';
import { FormContext, useForm, type FormState } from './form-context.js';
import { SecretControl } from './secret-control.js';

interface BoundControlProps extends ControlProps<Field> {
  readonly mode: FieldMode;
}

/** What edits a field in its mode. */
export function BoundControl(props: BoundControlProps): ReactElement | null {
  const { field, mode } = props;
  const { mode: kind } = useForm();
  if (mode === 'secret') return <SecretControl {...props} />;
  if (mode === 'expression') return <ExpressionControl {...props} />;
  if (props.value === null && field.isNullable && field.kind !== 'choice') return <NoValue />;
  const isText = field.kind === 'text' && field.hints.options === undefined;
  if (kind === 'binding' && isText && field.hints.literalOnly !== true) {
    return <TemplateControl {...props} field={field} />;
  }
  return <FieldControl {...props} />;
}

function NoValue(): ReactElement {
  const texts = useTexts();
  return <p className="fg-form__note">{texts('forms.isNothing')}</p>;
}

function ExpressionControl(props: BoundControlProps): ReactElement | null {
  const { value, path, id, label, describedBy, isInvalid, isRequired } = props;
  const { change, dataFor, nodeName, isReadOnly } = useForm();
  if (dataFor === null) return null;
  const edited = editedText(value) ?? { kind: 'expression' as const, text: '' };
  return (
    <ExpressionField
      id={id}
      label={label}
      text={edited.text}
      kind={edited.kind}
      onChange={(text) => change(path, bindingOfText({ kind: edited.kind, text }))}
      data={() => dataFor(path)}
      nodeName={nodeName}
      isReadOnly={isReadOnly}
      isInvalid={isInvalid}
      isRequired={isRequired}
      describedBy={describedBy}
    />
  );
}

/** A text that may have data in it: a plain input until somebody types `{{` or asks for data. */
function TemplateControl(props: ControlProps<TextField>): ReactElement {
  const { value, path, id, label, describedBy, isInvalid, isRequired } = props;
  const form = useForm();
  const texts = useTexts();
  const [editing, setEditing] = useState<EditStart | null>(null);
  const { dataFor, change, nodeName, isReadOnly } = form;
  const edited = editedText(value);
  const text = edited?.text ?? (typeof value === 'string' ? value : '');
  if (dataFor !== null && (edited !== null || editing !== null)) {
    return (
      <ExpressionField
        id={id}
        label={label}
        text={text}
        kind="template"
        onChange={(next) => change(path, bindingOfText({ kind: 'template', text: next }))}
        data={() => dataFor(path)}
        nodeName={nodeName}
        isReadOnly={isReadOnly}
        isInvalid={isInvalid}
        isRequired={isRequired}
        describedBy={describedBy}
        start={editing ?? undefined}
        onLeave={() => setEditing(null)}
      />
    );
  }
  const put = (at: FieldPathChange): void => {
    if (typeof at.value !== 'string' || !at.value.includes('{{')) return change(at.path, at.value);
    const caret = caretOf(id);
    setEditing({ caret });
    change(at.path, bindingOfText({ kind: 'template', text: at.value }));
  };
  return (
    <TextWithData
      control={props}
      onChange={put}
      insertLabel={texts('expression.insertInto', { field: label })}
      onInsert={() => setEditing({ isPicking: true })}
    />
  );
}

interface FieldPathChange {
  readonly path: ControlProps<TextField>['path'];
  readonly value: Binding | undefined;
}

interface TextWithDataProps {
  readonly control: ControlProps<TextField>;
  readonly onChange: (change: FieldPathChange) => void;
  readonly insertLabel: string;
  readonly onInsert: () => void;
}

function TextWithData(props: TextWithDataProps): ReactElement {
  const { control, onChange, insertLabel, onInsert } = props;
  const form = useForm();
  const inner = useMemo(
    (): FormState => ({ ...form, change: (path, value) => onChange({ path, value }) }),
    [form, onChange],
  );
  return (
    <span className="fg-form__with-data">
      <FormContext.Provider value={inner}>
        <FieldControl {...control} />
      </FormContext.Provider>
      {!form.isReadOnly && (
        <button
          type="button"
          className="fg-form__insert"
          aria-label={insertLabel}
          title={insertLabel}
          onClick={onInsert}
        >
          <Icon name="plus" size={14} />
        </button>
      )}
    </span>
  );
}

function caretOf(id: string): number | undefined {
  const input = document.getElementById(id);
  return input instanceof HTMLInputElement || input instanceof HTMLTextAreaElement
    ? (input.selectionStart ?? undefined)
    : undefined;
}

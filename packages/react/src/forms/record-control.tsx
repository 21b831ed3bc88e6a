import type { Binding } from '@flowgraft/core';
import { useMemo, useState, type ReactElement, type ReactNode } from 'react';
import { Icon } from '../icons/icon.js';
import { useTexts } from '../hooks/editor-context.js';
import type { ControlProps } from './control-props.js';
import { emptyValue } from './empty-value.js';
import type { RecordField } from './field-model.js';
import { isObject, withValueAt, type FieldPath } from './field-path.js';
import { FormContext, useForm, type FormState } from './form-context.js';

interface Row {
  readonly id: number;
  readonly name: string;
  /** `undefined`: nothing is filled in; the record has the empty value then. */
  readonly value: Binding | undefined;
}

/** Names and values in rows. Rows whose name is empty or stands twice are on the screen only. */
export function RecordControl(props: ControlProps<RecordField>): ReactElement {
  const { field, value, path, id, label } = props;
  const { change, isReadOnly, root } = useForm();
  const texts = useTexts();
  const { rows, put } = useRows(value, emptyValue(field.values, root) ?? '', (next) =>
    change(path, next),
  );
  return (
    <div className="fg-form__record">
      {rows.map((row, index) => (
        <RecordRow
          key={row.id}
          control={props}
          row={row}
          index={index}
          isTwice={row.name !== '' && rows.some((one) => one !== row && one.name === row.name)}
          onChange={(next) => put(rows.map((one) => (one === row ? next : one)))}
          onRemove={() => put(rows.filter((one) => one !== row))}
        />
      ))}
      {!isReadOnly && (
        <button
          id={rows.length === 0 ? id : undefined}
          type="button"
          className="fg-button fg-button--small fg-form__add"
          onClick={() => put([...rows, { id: nextId(rows), name: '', value: undefined }])}
        >
          <Icon name="plus" size={14} />
          {texts('forms.addRow')}
          <span className="fg-visually-hidden"> {label}</span>
        </button>
      )}
    </div>
  );
}

interface RecordRowProps {
  readonly control: ControlProps<RecordField>;
  readonly row: Row;
  readonly index: number;
  /** Another row has its name. */
  readonly isTwice: boolean;
  readonly onChange: (row: Row) => void;
  readonly onRemove: () => void;
}

function RecordRow(props: RecordRowProps): ReactElement {
  const { control, row, index, isTwice, onChange, onRemove } = props;
  const { field, path, id, label, describedBy } = control;
  const { FieldView, isReadOnly } = useForm();
  const texts = useTexts();
  const name = row.name === '' ? String(index + 1) : row.name;
  return (
    <div className="fg-form__row">
      <input
        id={index === 0 ? id : `${id}-name-${row.id}`}
        className="fg-input fg-form__row-name"
        aria-label={texts('forms.nameOf', { list: label, number: index + 1 })}
        aria-invalid={isTwice || undefined}
        aria-describedby={isTwice ? `${id}-twice-${row.id}` : describedBy}
        placeholder={texts('forms.name')}
        dir="auto"
        autoComplete="off"
        value={row.name}
        readOnly={isReadOnly}
        onChange={({ target }) => onChange({ ...row, name: target.value })}
      />
      <RowForm path={[...path, row.name]} row={row} onChange={onChange}>
        <FieldView
          schema={field.values}
          value={row.value}
          path={[...path, row.name]}
          name={texts('forms.valueOf', { name })}
          isRequired={false}
          isRow
          actions={
            isReadOnly ? null : (
              <button
                type="button"
                className="fg-button fg-button--quiet fg-button--icon fg-button--small"
                aria-label={texts('forms.removeNamed', { name })}
                onClick={onRemove}
              >
                <Icon name="trash" size={14} />
              </button>
            )
          }
        />
      </RowForm>
      {isTwice && (
        <p id={`${id}-twice-${row.id}`} className="fg-form__problem">
          {texts('forms.nameTwice')}
        </p>
      )}
    </div>
  );
}

interface RowFormProps {
  readonly path: FieldPath;
  readonly row: Row;
  readonly onChange: (row: Row) => void;
  readonly children: ReactNode;
}

/** The form as the field of one row sees it: its changes go to the row, which may have no name yet. */
function RowForm({ path, row, onChange, children }: RowFormProps): ReactElement {
  const form = useForm();
  const { length } = path;
  const inner = useMemo(
    (): FormState => ({
      ...form,
      idPrefix: `${form.idPrefix}-row${row.id}`,
      change: (at, next) =>
        onChange({ ...row, value: withValueAt(row.value, at.slice(length), next) }),
    }),
    [form, row, onChange, length],
  );
  return <FormContext.Provider value={inner}>{children}</FormContext.Provider>;
}

/** Rows of a record, kept apart from it, because half-typed names cannot be in it. */
function useRows(
  value: Binding | undefined,
  blank: Binding,
  change: (value: Binding | undefined) => void,
): { readonly rows: readonly Row[]; readonly put: (rows: readonly Row[]) => void } {
  const [rows, setRows] = useState(() => rowsOf(value));
  const [known, setKnown] = useState(value);
  let shown = rows;
  if (known !== value) {
    setKnown(value);
    if (JSON.stringify(recordOf(rows, blank)) !== JSON.stringify(value)) {
      shown = rowsOf(value);
      setRows(shown);
    }
  }
  return {
    rows: shown,
    put(next) {
      setRows(next);
      const record = recordOf(next, blank);
      if (JSON.stringify(record) !== JSON.stringify(recordOf(shown, blank))) change(record);
    },
  };
}

function rowsOf(value: Binding | undefined): readonly Row[] {
  const entries = isObject(value) ? Object.entries(value) : [];
  return entries.map(([name, each], id) => ({ id, name, value: each }));
}

function recordOf(
  rows: readonly Row[],
  blank: Binding,
): Readonly<Record<string, Binding>> | undefined {
  const named = new Map<string, Binding>();
  for (const { name, value } of rows) {
    if (name !== '' && !named.has(name)) named.set(name, value ?? blank);
  }
  return named.size === 0 ? undefined : Object.fromEntries(named);
}

function nextId(rows: readonly Row[]): number {
  return Math.max(-1, ...rows.map(({ id }) => id)) + 1;
}

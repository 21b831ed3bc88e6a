import type { ReactElement } from 'react';
import { useTexts } from '../hooks/editor-context.js';
import type { ControlProps } from './control-props.js';
import type { NumberField } from './field-model.js';
import { useForm } from './form-context.js';
import { useDraft } from './use-draft.js';

/** A number; what is typed is handed on when it is one. */
export function NumberControl(props: ControlProps<NumberField>): ReactElement {
  const { field, value, path, id, describedBy, isInvalid, isRequired } = props;
  const { change, isReadOnly } = useForm();
  const texts = useTexts();
  const draft = useDraft(typeof value === 'number' ? String(value) : '', (text) => {
    const trimmed = text.trim().replace(',', '.');
    const read = trimmed === '' ? undefined : Number(trimmed);
    if (read !== undefined && !Number.isFinite(read)) return null;
    change(path, read);
    return read === undefined ? '' : String(read);
  });
  const { minimum, maximum, defaultValue, hints, isInteger } = field;
  const usual = typeof defaultValue === 'number' ? String(defaultValue) : undefined;
  const input = (
    <input
      id={id}
      className="fg-input fg-form__number"
      type="text"
      inputMode={isInteger ? 'numeric' : 'decimal'}
      dir="ltr"
      autoComplete="off"
      value={draft.text}
      readOnly={isReadOnly}
      placeholder={hints.placeholder ?? usual}
      aria-describedby={describedBy}
      aria-invalid={isInvalid || (draft.text !== '' && value === undefined) || undefined}
      aria-required={isRequired || undefined}
      onChange={({ target }) => draft.set(target.value)}
      onBlur={draft.settle}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : 0;
        if (step === 0 || isReadOnly || typeof (value ?? defaultValue) !== 'number') return;
        event.preventDefault();
        const next = Number(value ?? defaultValue) + step * stepOf(field);
        const bounded = Math.min(Math.max(next, minimum ?? next), maximum ?? next);
        draft.set(String(Number(bounded.toPrecision(12))));
      }}
    />
  );
  if (!field.isSlider) return input;
  return (
    <span className="fg-form__slider">
      <input
        type="range"
        min={minimum}
        max={maximum}
        step={stepOf(field)}
        value={typeof value === 'number' ? value : Number(defaultValue ?? minimum)}
        disabled={isReadOnly}
        aria-label={texts('forms.slider', { field: props.label })}
        onChange={({ target }) => draft.set(target.value)}
      />
      {input}
    </span>
  );
}

function stepOf({ schema }: NumberField): number {
  return typeof schema['multipleOf'] === 'number' ? schema['multipleOf'] : 1;
}

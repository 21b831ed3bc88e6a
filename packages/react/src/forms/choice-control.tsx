import type { ReactElement } from 'react';
import { useTexts } from '../hooks/editor-context.js';
import type { ControlProps } from './control-props.js';
import type { Choice, ChoiceField } from './field-model.js';
import { useForm } from './form-context.js';

/** One of a few values: a list to choose from, or radio buttons. */
export function ChoiceControl(props: ControlProps<ChoiceField>): ReactElement {
  return props.field.isRadio ? <RadioControl {...props} /> : <SelectControl {...props} />;
}

function SelectControl(props: ControlProps<ChoiceField>): ReactElement {
  const { field, value, path, id, describedBy, isInvalid, isRequired } = props;
  const { change, isReadOnly } = useForm();
  const texts = useTexts();
  const { choices, defaultValue, isNullable } = field;
  const selected = value === undefined ? -1 : indexOf(choices, value);
  const isUnknown = value !== undefined && value !== null && selected < 0;
  const usual = choices[indexOf(choices, defaultValue)]?.label;
  return (
    <select
      id={id}
      className="fg-select fg-form__select"
      disabled={isReadOnly}
      aria-describedby={describedBy}
      aria-invalid={isInvalid || undefined}
      aria-required={isRequired || undefined}
      value={isUnknown ? 'unknown' : value === null ? 'null' : selected < 0 ? '' : String(selected)}
      onChange={({ target }) => {
        if (target.value === 'unknown') return;
        const chosen = choices[Number(target.value)]?.value;
        change(path, target.value === 'null' ? null : target.value === '' ? undefined : chosen);
      }}
    >
      {(!isRequired || selected < 0) && (
        <option value="">
          {usual === undefined
            ? texts('forms.chooseNothing')
            : texts('forms.usual', { value: usual })}
        </option>
      )}
      {isNullable && <option value="null">{texts('forms.nothing')}</option>}
      {isUnknown && <option value="unknown">{JSON.stringify(value)}</option>}
      {choices.map(({ label }, index) => (
        <option key={index} value={index}>
          {label}
        </option>
      ))}
    </select>
  );
}

function RadioControl(props: ControlProps<ChoiceField>): ReactElement {
  const { field, value, path, id, describedBy, isInvalid, isRequired } = props;
  const { change, isReadOnly } = useForm();
  const { choices, defaultValue } = field;
  const selected = indexOf(choices, value ?? defaultValue);
  return (
    <div
      role="radiogroup"
      className="fg-form__radios"
      aria-labelledby={`${id}-label`}
      aria-describedby={describedBy}
      aria-invalid={isInvalid || undefined}
      aria-required={isRequired || undefined}
    >
      {choices.map((choice, index) => (
        <label key={index} className="fg-form__radio">
          <input
            type="radio"
            name={id}
            id={index === 0 ? id : undefined}
            checked={index === selected}
            disabled={isReadOnly}
            onChange={() => change(path, choice.value)}
          />
          <span>{choice.label}</span>
        </label>
      ))}
    </div>
  );
}

function indexOf(choices: readonly Choice[], value: unknown): number {
  const text = JSON.stringify(value);
  return choices.findIndex((choice) => JSON.stringify(choice.value) === text);
}

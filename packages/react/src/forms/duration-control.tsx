import { useState, type ReactElement } from 'react';
import { useTexts } from '../hooks/editor-context.js';
import type { ControlProps } from './control-props.js';
import { durationParts, durationUnits, type DurationUnit } from './duration-text.js';
import type { Field } from './field-model.js';
import { useForm } from './form-context.js';
import { useDraft } from './use-draft.js';

/** A length of time: an amount and a unit. */
export function DurationControl(props: ControlProps<Field>): ReactElement {
  const { field, value, path, id, describedBy, isInvalid, isRequired } = props;
  const { change, isReadOnly } = useForm();
  const texts = useTexts();
  const parts = durationParts(value);
  const usual = durationParts(field.defaultValue);
  const [unitBefore, setUnit] = useState<DurationUnit | null>(null);
  const unit = parts?.unit ?? unitBefore ?? usual?.unit ?? 's';
  const draft = useDraft(parts === null ? '' : String(parts.amount), (text) => {
    const amount = text.trim() === '' ? null : Number(text.trim().replace(',', '.'));
    if (amount !== null && !(Number.isFinite(amount) && amount >= 0)) return null;
    change(path, amount === null ? undefined : `${amount}${unit}`);
    return amount === null ? '' : String(amount);
  });
  return (
    <span className="fg-form__duration">
      <input
        id={id}
        className="fg-input fg-form__number"
        type="text"
        inputMode="decimal"
        dir="ltr"
        autoComplete="off"
        value={draft.text}
        readOnly={isReadOnly}
        placeholder={usual === null ? undefined : String(usual.amount)}
        aria-describedby={describedBy}
        aria-invalid={isInvalid || undefined}
        aria-required={isRequired || undefined}
        onChange={({ target }) => draft.set(target.value)}
        onBlur={draft.settle}
      />
      <select
        className="fg-select"
        aria-label={texts('forms.unitOf', { field: props.label })}
        value={unit}
        disabled={isReadOnly}
        onChange={({ target }) => {
          const next = durationUnits.find((one) => one === target.value) ?? unit;
          setUnit(next);
          if (parts !== null) change(path, `${parts.amount}${next}`);
        }}
      >
        {durationUnits.map((one) => (
          <option key={one} value={one}>
            {texts(`forms.unit.${one}`)}
          </option>
        ))}
      </select>
    </span>
  );
}

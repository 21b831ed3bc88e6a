import type { ReactElement } from 'react';
import { useTexts } from '../hooks/editor-context.js';
import type { ControlProps } from './control-props.js';
import type { Field } from './field-model.js';
import { useForm } from './form-context.js';

/** Yes or no. */
export function SwitchControl(props: ControlProps<Field>): ReactElement {
  const { field, value, path, id, describedBy, isInvalid } = props;
  const { change, isReadOnly } = useForm();
  const texts = useTexts();
  const isOn = typeof value === 'boolean' ? value : field.defaultValue === true;
  return (
    <span className="fg-form__switch">
      <button
        id={id}
        type="button"
        role="switch"
        aria-checked={isOn}
        aria-labelledby={`${id}-label`}
        aria-describedby={describedBy}
        aria-invalid={isInvalid || undefined}
        className="fg-switch"
        disabled={isReadOnly}
        onClick={() => change(path, !isOn)}
      >
        <span className="fg-switch__knob" aria-hidden="true" />
      </button>
      <span aria-hidden="true" className="fg-form__switch-text">
        {texts(isOn ? 'forms.yes' : 'forms.no')}
      </span>
    </span>
  );
}

import type { ReactElement } from 'react';
import { Icon } from '../icons/icon.js';
import { useTexts } from '../hooks/editor-context.js';
import type { ControlProps } from './control-props.js';
import type { Field } from './field-model.js';
import { isObject } from './field-path.js';
import { useForm } from './form-context.js';

/** The name of a secret that the host keeps; its value is never shown or stored here. */
export function SecretControl(props: ControlProps<Field>): ReactElement {
  const { value, path, id, describedBy, isInvalid, isRequired } = props;
  const { change, isReadOnly } = useForm();
  const texts = useTexts();
  const name = isObject(value) && typeof value['$secret'] === 'string' ? value['$secret'] : '';
  return (
    <span className="fg-form__secret">
      <Icon name="lock" size={14} />
      <input
        id={id}
        className="fg-input"
        type="text"
        dir="ltr"
        autoComplete="off"
        spellCheck={false}
        value={name}
        readOnly={isReadOnly}
        placeholder={texts('forms.secretHint')}
        aria-describedby={describedBy}
        aria-invalid={isInvalid || undefined}
        aria-required={isRequired || undefined}
        onChange={({ target }) =>
          change(path, target.value === '' ? undefined : { $secret: target.value })
        }
      />
    </span>
  );
}

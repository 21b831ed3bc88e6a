import type { Binding } from '@flowgraft/core';
import type { ReactElement } from 'react';
import { useTexts } from '../hooks/editor-context.js';
import type { ControlProps } from './control-props.js';
import type { TupleField } from './field-model.js';
import { useForm } from './form-context.js';

/** A list of fixed places. */
export function TupleControl(props: ControlProps<TupleField>): ReactElement {
  const { field, value, path, label } = props;
  const { FieldView } = useForm();
  const texts = useTexts();
  const items: readonly Binding[] = Array.isArray(value) ? (value as readonly Binding[]) : [];
  return (
    <div className="fg-form__members">
      {field.items.map((schema, index) => (
        <FieldView
          key={index}
          schema={schema}
          value={items[index]}
          path={[...path, index]}
          name={texts('forms.item', { list: label, number: index + 1 })}
          isRequired
        />
      ))}
    </div>
  );
}

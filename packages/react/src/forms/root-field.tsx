import type { Binding, JsonSchema } from '@flowgraft/core';
import type { ReactElement } from 'react';
import { useTexts } from '../hooks/editor-context.js';
import { readField } from './field-model.js';
import { FieldView } from './field-view.js';
import { ObjectControl } from './object-control.js';

export interface RootFieldProps {
  readonly schema: JsonSchema;
  readonly value: Binding | undefined;
}

/** The whole of a form: the fields of an object, or the one field of any other value. */
export function RootField({ schema, value }: RootFieldProps): ReactElement {
  const texts = useTexts();
  const field = readField(schema, schema);
  const isEmpty = field.kind === 'object' && field.members.length === 0;
  return (
    <div className="fg-form">
      {isEmpty && <p className="fg-form__note">{texts('forms.nothingToFill')}</p>}
      {field.kind === 'object' ? (
        <ObjectControl field={field} value={value} path={[]} />
      ) : (
        <FieldView
          schema={schema}
          value={value}
          path={[]}
          name={texts('forms.input')}
          isRequired={false}
        />
      )}
    </div>
  );
}

import type { Binding, JsonSchema } from '@flowgraft/core';
import { useMemo, useEffect, useRef, type ReactElement } from 'react';
import type { ExpressionData } from '../expression/suggestions.js';
import { valueAt, withValueAt, type FieldPath } from './field-path.js';
import { FieldControl } from './field-control.js';
import { FieldView } from './field-view.js';
import { FormContext, type FormState } from './form-context.js';
import { RootField } from './root-field.js';
import { byPath, type FieldProblem } from './value-form.js';

export interface BindingFormProps {
  readonly schema: JsonSchema;
  readonly value: { readonly [name: string]: Binding } | undefined;
  /** A change of the input `name`, made at `path`, which begins with that name; `undefined` takes it away. */
  readonly onChange: (name: string, value: Binding | undefined, path: FieldPath) => void;
  readonly problems: readonly FieldProblem[];
  readonly idPrefix: string;
  readonly isReadOnly: boolean;
  /** The label of a field in the user's language; `usual` is what its schema says. */
  readonly labelOf?: FormState['labelOf'] | undefined;
  readonly loadOptions: FormState['loadOptions'];
  /** What expressions of a field can read. */
  readonly dataFor: (path: FieldPath) => ExpressionData;
  readonly nodeName: (id: string) => string;
}

/** A form in which each field is a value, text with data in it, an expression, or a secret: the inputs of a node. */
export function BindingForm(props: BindingFormProps): ReactElement {
  const { schema, value, problems, idPrefix, isReadOnly, loadOptions, dataFor, nodeName } = props;
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const { labelOf } = props;
  const form = useMemo(
    (): FormState => ({
      mode: 'binding',
      FieldView,
      FieldControl,
      idPrefix,
      root: schema,
      isReadOnly,
      problems: byPath(problems),
      change(path, next) {
        const [name] = path;
        const { current } = latest;
        const after = withValueAt(current.value, path, next);
        if (name === undefined) return;
        current.onChange(String(name), valueAt(after, [name]), path);
      },
      labelOf: labelOf ?? ((_path, usual) => usual),
      loadOptions,
      dataFor,
      nodeName,
    }),
    [schema, problems, idPrefix, isReadOnly, labelOf, loadOptions, dataFor, nodeName],
  );
  return (
    <FormContext.Provider value={form}>
      <RootField schema={schema} value={value} />
    </FormContext.Provider>
  );
}

/** What all fields of one form share. */

import type { Binding, JsonSchema, OptionsPage } from '@flowgraft/core';
import { createContext, useContext, type ComponentType } from 'react';
import type { ExpressionData } from '../expression/suggestions.js';
import type { ControlProps } from './control-props.js';
import type { Field } from './field-model.js';
import type { FieldPath } from './field-path.js';
import type { FieldViewProps } from './field-view-props.js';

interface OptionsQuery {
  readonly search: string;
  readonly cursor: string | undefined;
  readonly signal: AbortSignal;
}

export interface FormState {
  /** What shows a field inside of another one; here, because each kind of field may hold all the others. */
  readonly FieldView: ComponentType<FieldViewProps>;
  /** The same without label and problems. */
  readonly FieldControl: ComponentType<ControlProps<Field>>;
  /** `binding`: each field may be computed by an expression. */
  readonly mode: 'value' | 'binding';
  /** Begins the ids of all elements: no two forms of a page have the same. */
  readonly idPrefix: string;
  readonly root: JsonSchema;
  readonly isReadOnly: boolean;
  /** Problems by `pathKey`. */
  readonly problems: ReadonlyMap<string, readonly string[]>;
  readonly change: (path: FieldPath, value: Binding | undefined) => void;
  /** The label of a field in the user's language. */
  readonly labelOf: (path: FieldPath, usual: string) => string;
  /** Choices that the server looks up; `null` where there are none. */
  readonly loadOptions: ((name: string, query: OptionsQuery) => Promise<OptionsPage>) | null;
  /** What expressions of a field can read; `null` in forms of plain values. */
  readonly dataFor: ((path: FieldPath) => ExpressionData) | null;
  /** What people call a node; its id when it has no name. */
  readonly nodeName: (id: string) => string;
}

export const FormContext = createContext<FormState | null>(null);

/** The form around this component. @throws {Error} outside of one. */
export function useForm(): FormState {
  const form = useContext(FormContext);
  if (form === null) throw new Error('a field was shown outside of a form');
  return form;
}

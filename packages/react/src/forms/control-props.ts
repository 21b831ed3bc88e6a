import type { Binding } from '@flowgraft/core';
import type { FieldPath } from './field-path.js';

/** What every control of a field is given. */
export interface ControlProps<ControlledField> {
  readonly field: ControlledField;
  readonly value: Binding | undefined;
  readonly path: FieldPath;
  /** Of the element that has the focus. */
  readonly id: string;
  readonly label: string;
  readonly describedBy: string | undefined;
  readonly isInvalid: boolean;
  readonly isRequired: boolean;
}

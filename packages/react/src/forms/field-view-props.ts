import type { Binding, JsonSchema } from '@flowgraft/core';
import type { ReactNode } from 'react';
import type { FieldPath } from './field-path.js';

export interface FieldViewProps {
  readonly schema: JsonSchema;
  readonly value: Binding | undefined;
  readonly path: FieldPath;
  /** The label where the schema has no title. */
  readonly name: string;
  readonly isRequired: boolean;
  /** The label is read out only, and the actions stand behind the control. */
  readonly isRow?: boolean | undefined;
  readonly actions?: ReactNode;
}

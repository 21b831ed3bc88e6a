import type { Binding } from '@flowgraft/core';
import type { ReactElement } from 'react';
import type { ControlProps } from './control-props.js';
import { fieldGroups } from './field-groups.js';
import { isShown } from './field-condition.js';
import { readField, type ObjectField } from './field-model.js';
import { isObject } from './field-path.js';
import { useForm } from './form-context.js';
import { humanize } from './humanize.js';

interface ObjectControlProps extends Pick<ControlProps<ObjectField>, 'field' | 'value' | 'path'> {
  /** A member that something else shows: what tells a union's variants apart. */
  readonly without?: string | undefined;
}

/** The fields of an object, in groups. Fields that a condition hides keep their values. */
export function ObjectControl({ field, value, path, without }: ObjectControlProps): ReactElement {
  const { FieldView, root, labelOf } = useForm();
  const members: Readonly<Record<string, Binding>> = isObject(value) ? value : {};
  const defaultOf = (name: string): unknown => {
    const member = field.members.find((one) => one.name === name);
    return member === undefined ? undefined : readField(member.schema, root).defaultValue;
  };
  const shown = field.members.filter(
    ({ name, hints }) => name !== without && isShown(hints.showIf, members, defaultOf),
  );
  return (
    <div className="fg-form__members">
      {fieldGroups(shown).map(({ heading, members: group }) => {
        const fields = group.map(({ name, schema, isRequired }) => (
          <FieldView
            key={name}
            schema={schema}
            value={Object.hasOwn(members, name) ? members[name] : undefined}
            path={[...path, name]}
            name={humanize(name)}
            isRequired={isRequired}
          />
        ));
        return heading === null ? (
          fields
        ) : (
          <div key={heading} role="group" className="fg-form__group" aria-label={heading}>
            <h4 className="fg-form__heading">{labelOf([...path, '#', heading], heading)}</h4>
            {fields}
          </div>
        );
      })}
    </div>
  );
}

import type { Binding } from '@flowgraft/core';
import { useState, type ReactElement, type ReactNode } from 'react';
import { useTexts } from '../hooks/editor-context.js';
import { Icon } from '../icons/icon.js';
import type { ControlProps } from './control-props.js';
import { advancedGroup, fieldGroups } from './field-groups.js';
import { fieldId } from './field-id.js';
import { isShown } from './field-condition.js';
import { readField, type Member, type ObjectField } from './field-model.js';
import { isObject, pathKey, type FieldPath } from './field-path.js';
import { useForm } from './form-context.js';
import { humanize } from './humanize.js';

interface ObjectControlProps extends Pick<ControlProps<ObjectField>, 'field' | 'value' | 'path'> {
  /** A member that something else shows: what tells a union's variants apart. */
  readonly without?: string | undefined;
}

/** The fields of an object, in groups. Fields that a condition hides keep their values. */
export function ObjectControl({ field, value, path, without }: ObjectControlProps): ReactElement {
  const { FieldView, root } = useForm();
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
          <FieldGroupView
            key={heading}
            group={{ heading, members: group }}
            path={path}
            values={members}
          >
            {fields}
          </FieldGroupView>
        );
      })}
    </div>
  );
}

interface FieldGroupViewProps {
  readonly group: { readonly heading: string; readonly members: readonly Member[] };
  /** Of the object. */
  readonly path: FieldPath;
  readonly values: Readonly<Record<string, Binding>>;
  readonly children: ReactNode;
}

/** Fields under a heading. Rarely used ones are folded away until one is filled in or has a problem. */
function FieldGroupView({ group, path, values, children }: FieldGroupViewProps): ReactElement {
  const { labelOf, problems, idPrefix } = useForm();
  const texts = useTexts();
  const { heading, members } = group;
  const isFoldable = heading === advancedGroup;
  const [isUnfolded, setUnfolded] = useState(() =>
    members.some(({ name }) => Object.hasOwn(values, name)),
  );
  const isWrong = members.some(({ name }) => hasProblem(problems, [...path, name]));
  const isOpen = !isFoldable || isUnfolded || isWrong;
  const usual = isFoldable ? texts('inspector.advanced') : heading;
  const label = labelOf([...path, '#', heading], usual);
  const id = `${fieldId(idPrefix, path)}-group-${heading}`;
  return (
    <div role="group" className="fg-form__group" aria-label={label}>
      {isFoldable ? (
        <button
          type="button"
          className="fg-form__fold fg-form__fold--group"
          aria-expanded={isOpen}
          aria-controls={isOpen ? id : undefined}
          onClick={() => setUnfolded(!isOpen)}
        >
          <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} size={14} />
          {label}
        </button>
      ) : (
        <h3 className="fg-form__heading">{label}</h3>
      )}
      {isOpen && (
        <div id={id} className="fg-form__members">
          {children}
        </div>
      )}
    </div>
  );
}

function hasProblem(problems: ReadonlyMap<string, unknown>, path: FieldPath): boolean {
  const key = pathKey(path);
  return [...problems.keys()].some((at) => at === key || at.startsWith(`${key}/`));
}

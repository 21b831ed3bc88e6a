import type { ReactElement } from 'react';
import { ChoiceControl } from './choice-control.js';
import type { ControlProps } from './control-props.js';
import { DateControl } from './date-control.js';
import { DurationControl } from './duration-control.js';
import type { Field } from './field-model.js';
import { useForm } from './form-context.js';
import { JsonControl } from './json-control.js';
import { ListControl } from './list-control.js';
import { NumberControl } from './number-control.js';
import { ObjectControl } from './object-control.js';
import { OptionsControl } from './options-control.js';
import { RecordControl } from './record-control.js';
import { SwitchControl } from './switch-control.js';
import { isTagList, TagsControl } from './tags-control.js';
import { TextControl } from './text-control.js';
import { TupleControl } from './tuple-control.js';
import { UnionControl } from './union-control.js';
import { useTexts } from '../hooks/editor-context.js';

/** What edits the plain value of a field, by its kind. */
export function FieldControl(props: ControlProps<Field>): ReactElement | null {
  const { field } = props;
  const { loadOptions } = useForm();
  if (field.hints.options !== undefined && loadOptions !== null && field.kind !== 'list') {
    return <OptionsControl {...props} />;
  }
  return controlOf(field, props);
}

function controlOf(field: Field, props: ControlProps<Field>): ReactElement | null {
  switch (field.kind) {
    case 'text':
      return <TextControl {...props} field={field} />;
    case 'number':
      return <NumberControl {...props} field={field} />;
    case 'boolean':
      return <SwitchControl {...props} />;
    case 'choice':
      return <ChoiceControl {...props} field={field} />;
    case 'date':
      return <DateControl {...props} field={field} />;
    case 'duration':
      return <DurationControl {...props} />;
    case 'any':
      return <JsonControl {...props} />;
    case 'never':
      return <NothingFits />;
    default:
      return partsControl(field, props);
  }
}

function partsControl(field: Field, props: ControlProps<Field>): ReactElement | null {
  switch (field.kind) {
    case 'list':
      return field.isTags && isTagList(props.value) ? (
        <TagsControl {...props} field={field} />
      ) : (
        <ListControl {...props} field={field} />
      );
    case 'tuple':
      return <TupleControl {...props} field={field} />;
    case 'object':
      return (
        <div className="fg-form__nested">
          <ObjectControl
            field={field}
            value={props.value ?? field.defaultValue}
            path={props.path}
          />
        </div>
      );
    case 'record':
      return <RecordControl {...props} field={field} />;
    case 'union':
      return <UnionControl {...props} field={field} />;
    default:
      return null;
  }
}

function NothingFits(): ReactElement {
  const texts = useTexts();
  return <p className="fg-form__note">{texts('forms.nothingFits')}</p>;
}

import type { ReactElement } from 'react';
import type { ControlProps } from './control-props.js';
import type { TextField } from './field-model.js';
import { useForm } from './form-context.js';

const inputTypes: Readonly<Record<string, string>> = {
  email: 'email',
  uri: 'url',
  password: 'password',
};

/** Plain text, in a line or in several. An empty text is none, but inside lists. */
export function TextControl(props: ControlProps<TextField>): ReactElement {
  const { field, value, path, id, describedBy, isInvalid, isRequired } = props;
  const { change, isReadOnly } = useForm();
  const { widget } = field;
  const isItem = typeof path.at(-1) === 'number';
  const isLong = widget === 'textarea' || widget === 'markdown' || widget === 'code';
  const common = {
    id,
    className: `fg-input fg-form__text${widget === 'code' ? ' fg-form__text--code' : ''}`,
    value: asText(value),
    readOnly: isReadOnly,
    placeholder: field.hints.placeholder ?? asText(field.defaultValue),
    'aria-describedby': describedBy,
    'aria-invalid': isInvalid || undefined,
    'aria-required': isRequired || undefined,
    onChange: ({ target }: { readonly target: { readonly value: string } }) =>
      change(path, target.value === '' && !isItem ? undefined : target.value),
  };
  if (isLong) {
    const rows = rowsFor(common.value, field);
    return <textarea {...common} rows={rows} dir="auto" spellCheck={widget !== 'code'} />;
  }
  if (widget === 'color') return <ColourInput {...common} />;
  const type = inputTypes[widget === 'password' ? 'password' : (field.format ?? '')] ?? 'text';
  const direction = type === 'text' ? 'auto' : 'ltr';
  return <input {...common} type={type} dir={direction} autoComplete="off" />;
}

function rowsFor(text: string, { hints }: TextField): number {
  return Math.min(Math.max(hints.rows ?? 3, text.split('\n').length), 16);
}

type InputProps = React.ComponentProps<'input'>;

function ColourInput({ value, ...rest }: InputProps): ReactElement {
  const isColour = typeof value === 'string' && /^#[\da-f]{6}$/i.test(value);
  return (
    <span className="fg-form__colour">
      <input
        type="color"
        tabIndex={-1}
        aria-hidden="true"
        disabled={rest.readOnly}
        value={isColour ? value : '#888888'}
        onChange={rest.onChange}
      />
      <input {...rest} value={value} type="text" dir="ltr" />
    </span>
  );
}

function asText(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

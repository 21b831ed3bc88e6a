import { useId, useState, type ReactElement } from 'react';
import type { JsonSchema, JsonValue } from '@flowgraft/core';
import { checkForm, ValueForm } from '../forms/value-form.js';
import { useTexts } from '../hooks/editor-context.js';
import type { Texts } from '../language/text.js';
import { JsonField } from './json-field.js';

export interface SchemaFieldProps {
  /** `undefined`: anything may be given. */
  readonly schema: JsonSchema | undefined;
  readonly label: string;
  readonly value: JsonValue | undefined;
  readonly onChange: (value: JsonValue | undefined, isValid: boolean) => void;
  /** Shows also what is wrong with fields that nobody has touched. */
  readonly showsAllProblems?: boolean | undefined;
}

/** A value by its schema: as a form, or as JSON for those who prefer it or where there is nothing to make a form of. */
export function SchemaField({
  schema,
  label,
  value,
  onChange,
  showsAllProblems,
}: SchemaFieldProps): ReactElement {
  const texts = useTexts();
  const idPrefix = useId();
  const hasForm = isFormSchema(schema);
  const [isJson, setJson] = useState(!hasForm);
  const show = (json: boolean): void => {
    setJson(json);
    // As JSON anything may be tried: the server says what it does not take.
    onChange(value, json || isFilledIn(schema, value, texts));
  };
  return (
    <div className="fg-run-schema-field">
      {hasForm && (
        <div className="fg-run-modes" role="group" aria-label={label}>
          <ModeButton label={texts('run.asForm')} isOn={!isJson} onPress={() => show(false)} />
          <ModeButton label={texts('run.asJson')} isOn={isJson} onPress={() => show(true)} />
        </div>
      )}
      {isJson || !hasForm ? (
        <JsonField label={label} initial={value} onChange={onChange} />
      ) : (
        <ValueForm
          schema={schema}
          value={value}
          idPrefix={idPrefix}
          showAllProblems={showsAllProblems}
          onChange={(next) => onChange(next, isFilledIn(schema, next, texts))}
        />
      )}
    </div>
  );
}

function ModeButton({
  label,
  isOn,
  onPress,
}: {
  readonly label: string;
  readonly isOn: boolean;
  readonly onPress: () => void;
}): ReactElement {
  return (
    <button
      type="button"
      className="fg-button fg-button--quiet fg-button--small"
      aria-pressed={isOn}
      onClick={onPress}
    >
      {label}
    </button>
  );
}

/** True when a form of that schema may be sent with this value; anything may where there is no form. */
export function isFilledIn(
  schema: JsonSchema | undefined,
  value: JsonValue | undefined,
  texts: Texts,
): boolean {
  return !isFormSchema(schema) || checkForm(schema, value, texts).length === 0;
}

/** A schema that says which fields there are, or what a single one is. */
function isFormSchema(schema: JsonSchema | undefined): schema is Exclude<JsonSchema, boolean> {
  if (schema === undefined || typeof schema === 'boolean') return false;
  return Object.keys(schema).some((key) => key !== '$schema' && key !== 'title');
}

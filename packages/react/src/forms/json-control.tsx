import type { JsonValue } from '@flowgraft/core';
import { useState, type ReactElement } from 'react';
import { useTexts } from '../hooks/editor-context.js';
import type { ControlProps } from './control-props.js';
import type { Field } from './field-model.js';
import { useForm } from './form-context.js';
import { useDraft } from './use-draft.js';

const compact = 60;

/**
 * Any value, as JSON; plain words are taken as text. A list or an object that is not well formed stays on the screen, with
 * what is wrong, until it is.
 */
export function JsonControl(props: ControlProps<Field>): ReactElement {
  const { value, path, id, describedBy, isInvalid, isRequired, field } = props;
  const { change, isReadOnly } = useForm();
  const texts = useTexts();
  const [error, setError] = useState<string | null>(null);
  const draft = useDraft(jsonText(value), (text) => {
    if (text.trim() === '') {
      setError(null);
      change(path, undefined);
      return '';
    }
    try {
      const read = JSON.parse(text) as JsonValue;
      setError(null);
      change(path, read);
      return jsonText(read);
    } catch (thrown) {
      if (!/^\s*["[{]/.test(text)) {
        setError(null);
        change(path, text);
        return jsonText(text);
      }
      setError(thrown instanceof Error ? thrown.message : String(thrown));
      return null;
    }
  });
  const errorId = `${id}-json`;
  const rows = Math.min(Math.max(draft.text.split('\n').length, 1), 14);
  return (
    <>
      <textarea
        id={id}
        className="fg-input fg-form__text fg-form__text--code"
        rows={rows}
        dir="ltr"
        spellCheck={false}
        value={draft.text}
        readOnly={isReadOnly}
        placeholder={field.hints.placeholder ?? texts('forms.jsonHint')}
        aria-describedby={[describedBy, error === null ? undefined : errorId]
          .filter((one) => one !== undefined)
          .join(' ')}
        aria-invalid={isInvalid || error !== null || undefined}
        aria-required={isRequired || undefined}
        onChange={({ target }) => draft.set(target.value)}
      />
      {error !== null && (
        <p id={errorId} className="fg-form__problem">
          {texts('forms.wrongJson', { reason: error })}
        </p>
      )}
    </>
  );
}

function jsonText(value: unknown): string {
  if (value === undefined) return '';
  const flat = JSON.stringify(value);
  return flat.length > compact ? JSON.stringify(value, null, 2) : flat;
}

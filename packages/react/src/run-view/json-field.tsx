import { useId, useState, type ReactElement } from 'react';
import type { JsonValue } from '@flowgraft/core';
import { useTexts } from '../hooks/editor-context.js';

export interface JsonFieldProps {
  readonly label: string;
  /** What stands there at first; empty when absent. */
  readonly initial: JsonValue | undefined;
  /** `undefined` value: nothing is filled in. */
  readonly onChange: (value: JsonValue | undefined, isValid: boolean) => void;
  readonly rows?: number | undefined;
}

/** Any value, typed as JSON. */
export function JsonField({ label, initial, onChange, rows = 8 }: JsonFieldProps): ReactElement {
  const id = useId();
  const texts = useTexts();
  const [text, setText] = useState(() =>
    initial === undefined ? '' : JSON.stringify(initial, null, 2),
  );
  const [error, setError] = useState<string | null>(null);
  const change = (now: string): void => {
    setText(now);
    const read = readJson(now);
    setError(read.ok ? null : read.message);
    onChange(read.ok ? read.value : undefined, read.ok);
  };
  return (
    <div className="fg-field">
      <label className="fg-label" htmlFor={id}>
        {label}
      </label>
      <textarea
        id={id}
        className="fg-textarea fg-run-json-field"
        dir="ltr"
        spellCheck={false}
        rows={rows}
        value={text}
        aria-invalid={error === null ? undefined : true}
        aria-describedby={error === null ? undefined : `${id}-error`}
        onChange={(event) => change(event.currentTarget.value)}
      />
      {error !== null && (
        <p id={`${id}-error`} className="fg-run-field-error">
          {texts('run.json.invalid')}{' '}
          <span dir="ltr" className="fg-hint">
            {error}
          </span>
        </p>
      )}
    </div>
  );
}

type Read =
  | { readonly ok: true; readonly value: JsonValue | undefined }
  | { readonly ok: false; readonly message: string };

function readJson(text: string): Read {
  if (text.trim() === '') return { ok: true, value: undefined };
  try {
    return { ok: true, value: JSON.parse(text) as JsonValue };
  } catch (thrown) {
    return { ok: false, message: thrown instanceof Error ? thrown.message : '' };
  }
}

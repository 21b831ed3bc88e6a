import type { JsonSchema, JsonValue } from '@flowgraft/core';
import { useMemo, useEffect, useRef, useState, type ReactElement } from 'react';
import { useTexts } from '../hooks/editor-context.js';
import type { Texts } from '../language/text.js';
import { checkValue } from './check-value.js';
import { pathKey, withValueAt, type FieldPath } from './field-path.js';
import { FieldControl } from './field-control.js';
import { FieldView } from './field-view.js';
import { FormContext, type FormState } from './form-context.js';
import { RootField } from './root-field.js';

export interface FieldProblem {
  readonly path: FieldPath;
  readonly message: string;
}

export interface ValueFormProps {
  readonly schema: JsonSchema;
  /** `undefined`: nothing is filled in yet. */
  readonly value: JsonValue | undefined;
  readonly onChange: (value: JsonValue | undefined) => void;
  /** Problems that others found: the server. Shown beside those that the form finds itself. */
  readonly problems?: readonly FieldProblem[] | undefined;
  /** Shows also what is wrong with fields that nobody has touched: after an attempt to send. */
  readonly showAllProblems?: boolean | undefined;
  readonly isReadOnly?: boolean | undefined;
  /** Begins the ids of all elements: no two forms of a page have the same. */
  readonly idPrefix: string;
}

/**
 * A form for plain values, made from a JSON Schema: a run's input, the answer to an approval. Use `checkForm` to know whether it
 * may be sent.
 */
export function ValueForm(props: ValueFormProps): ReactElement {
  const {
    schema,
    value,
    onChange,
    problems,
    showAllProblems,
    isReadOnly = false,
    idPrefix,
  } = props;
  const texts = useTexts();
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  // Two changes may come before the next render.
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  const all = useMemo(() => checkForm(schema, value, texts), [schema, value, texts]);
  const form = useMemo((): FormState => {
    const shown = all.filter(({ path }) => showAllProblems === true || isTouched(touched, path));
    return {
      mode: 'value',
      FieldView,
      FieldControl,
      idPrefix,
      root: schema,
      isReadOnly,
      problems: byPath([...shown, ...(problems ?? [])]),
      change(path, next) {
        latest.current = withValueAt(latest.current, path, next) as JsonValue | undefined;
        setTouched((before) => new Set(before).add(pathKey(path)));
        onChange(latest.current);
      },
      labelOf: (_path, usual) => usual,
      loadOptions: null,
      dataFor: null,
      nodeName: (id) => id,
    };
  }, [all, showAllProblems, touched, problems, idPrefix, schema, isReadOnly, onChange]);
  return (
    <FormContext.Provider value={form}>
      <RootField schema={schema} value={value} />
    </FormContext.Provider>
  );
}

/** What is wrong with a form's value, in the user's language; empty: it may be sent. */
export function checkForm(
  schema: JsonSchema,
  value: JsonValue | undefined,
  texts: Texts,
): FieldProblem[] {
  return checkValue(schema, value).map(({ path, message, values }) => ({
    path,
    message: texts(message, values),
  }));
}

/** Messages by `pathKey`. */
export function byPath(problems: readonly FieldProblem[]): ReadonlyMap<string, readonly string[]> {
  const messages = new Map<string, string[]>();
  for (const { path, message } of problems) {
    const key = pathKey(path);
    messages.set(key, [...(messages.get(key) ?? []), message]);
  }
  return messages;
}

function isTouched(touched: ReadonlySet<string>, path: FieldPath): boolean {
  const key = pathKey(path);
  return [...touched].some((one) => one === key || one.startsWith(`${key}/`));
}

import type { JsonSchema, JsonValue } from '@flowgraft/core';
import { useMemo, useState, type ReactElement } from 'react';
import { setWorkflow } from '../editor/commands/set-workflow.js';
import { ValueForm } from '../forms/value-form.js';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useCommand } from '../hooks/use-command.js';
import { useDocument } from '../hooks/use-document.js';
import type { Texts } from '../language/text.js';
import { startFieldKinds, startFields, startSchema, type StartField } from './start-fields.js';

/** The fields that a start asks for, as a list; a schema that says more is edited as JSON. */
export function InspectorStartFields(): ReactElement {
  const session = useSession();
  const texts = useTexts();
  const run = useCommand();
  const input = useDocument(({ meta }) => meta.input);
  const known = useMemo(() => startFields(input), [input]);
  const isList = known !== null;
  const schema = useMemo(() => (isList ? listSchema(texts) : jsonSchema(texts)), [isList, texts]);
  // Rows that have no name yet are in the list, but not in the workflow.
  const [rows, setRows] = useState<readonly StartField[] | null>(null);
  const [written, setWritten] = useState<JsonSchema | undefined>(undefined);
  const shown = rows !== null && written === input ? rows : known;
  const value = (isList ? { fields: shown ?? [] } : { schema: input }) as JsonValue;
  const set = (next: JsonSchema | undefined): void => {
    run(setWorkflow, { input: next }, { coalesce: 'start fields' });
    setWritten(session.document.get().meta.input);
  };
  return (
    <ValueForm
      key={isList ? 'list' : 'json'}
      schema={schema}
      value={value}
      onChange={(next) => {
        const { fields = [], schema: json } = (next ?? {}) as {
          readonly fields?: readonly StartField[];
          readonly schema?: JsonSchema;
        };
        if (isList) setRows(fields);
        set(isList ? startSchema(fields, input) : json);
      }}
      idPrefix="fg-start-fields"
      isReadOnly={session.document.isReadOnly}
    />
  );
}

function jsonSchema(texts: Texts): JsonSchema {
  return {
    type: 'object',
    properties: { schema: { title: texts('inspector.startSchema'), 'x-ui': { widget: 'json' } } },
  };
}

function listSchema(texts: Texts): JsonSchema {
  const text = { type: 'string' } as const;
  return {
    type: 'object',
    properties: {
      fields: {
        type: 'array',
        title: texts('inspector.startFields'),
        description: texts('inspector.startFieldsHint'),
        items: {
          type: 'object',
          properties: {
            name: { ...text, title: texts('inspector.fieldName') },
            label: { ...text, title: texts('inspector.fieldLabel') },
            kind: {
              title: texts('inspector.fieldKind'),
              default: 'text',
              anyOf: startFieldKinds.map((kind) => ({
                const: kind,
                title: texts(`inspector.fieldKind.${kind}`),
              })),
            },
            choices: {
              type: 'array',
              title: texts('inspector.fieldChoices'),
              items: text,
              'x-ui': { widget: 'tags', showIf: { field: 'kind', is: 'choice' } },
            },
            default: { title: texts('inspector.fieldDefault') },
            required: { type: 'boolean', title: texts('inspector.fieldRequired'), default: false },
            description: { ...text, title: texts('inspector.fieldDescription') },
          },
          required: ['name'],
        },
      },
    },
  };
}

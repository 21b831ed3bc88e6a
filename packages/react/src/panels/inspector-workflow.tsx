import type { Binding, JsonSchema, JsonValue, WorkflowSettings } from '@flowgraft/core';
import { useMemo, type ReactElement } from 'react';
import { setWorkflow } from '../editor/commands/set-workflow.js';
import { BindingForm } from '../forms/binding-form.js';
import { ValueForm } from '../forms/value-form.js';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useCommand } from '../hooks/use-command.js';
import { useDocument } from '../hooks/use-document.js';
import { useProblems } from '../hooks/use-problems.js';
import type { Texts } from '../language/text.js';
import { problemsBelow } from './inspector-problems.js';
import { useProblemText } from './use-problem-text.js';
import { InspectorSection } from './inspector-section.js';
import { InspectorStartFields } from './inspector-start-fields.js';
import { useNodeData } from './use-node-data.js';

/** The workflow as a whole: name, what a start asks for, what a run gives, and how it runs. */
export function InspectorWorkflow(): ReactElement {
  const session = useSession();
  const texts = useTexts();
  const run = useCommand();
  const meta = useDocument((document) => document.meta);
  const about = useMemo(() => aboutSchema(texts), [texts]);
  const advanced = useMemo(() => settingsSchema(texts), [texts]);
  const { isReadOnly } = session.document;
  const { name, description, settings } = meta;
  return (
    <>
      <h2 className="fg-inspector__title">{texts('inspector.workflow')}</h2>
      <ValueForm
        schema={about}
        value={{
          ...(name !== undefined && { name }),
          ...(description !== undefined && { description }),
        }}
        onChange={(value) => {
          const next = (value ?? {}) as { readonly name?: string; readonly description?: string };
          const changes = { name: next.name, description: next.description };
          run(setWorkflow, changes, { coalesce: 'about the workflow' });
        }}
        idPrefix="fg-workflow"
        isReadOnly={isReadOnly}
      />
      <InspectorStartFields />
      <WorkflowResult />
      <InspectorSection title={texts('inspector.advanced')}>
        <ValueForm
          schema={advanced}
          value={(settings ?? {}) as JsonValue}
          onChange={(value) => {
            const next = value as WorkflowSettings | undefined;
            run(setWorkflow, { settings: next }, { coalesce: 'settings of the workflow' });
          }}
          idPrefix="fg-settings"
          isReadOnly={isReadOnly}
        />
      </InspectorSection>
    </>
  );
}

function WorkflowResult(): ReactElement {
  const session = useSession();
  const texts = useTexts();
  const run = useCommand();
  const output = useDocument(({ meta }) => meta.output);
  const issues = useProblems();
  const textOf = useProblemText();
  const reader = useNodeData('');
  const schema = useMemo(
    (): JsonSchema => ({
      type: 'object',
      properties: {
        output: {
          title: texts('inspector.result'),
          description: texts('inspector.resultHint'),
        },
      },
    }),
    [texts],
  );
  const problems = useMemo(
    () =>
      problemsBelow(
        issues.filter(({ path }) => path[0] === 'output'),
        ['output'],
        textOf,
      ).map(({ path, message }) => ({
        path: ['output', ...path],
        message,
      })),
    [issues, textOf],
  );
  const value = useMemo(
    (): { readonly [name: string]: Binding } => (output === undefined ? {} : { output }),
    [output],
  );
  return (
    <BindingForm
      schema={schema}
      value={value}
      onChange={(_name, next) =>
        run(setWorkflow, { output: next }, { coalesce: 'result of the workflow' })
      }
      problems={problems}
      idPrefix="fg-result"
      isReadOnly={session.document.isReadOnly}
      loadOptions={null}
      {...reader}
    />
  );
}

function aboutSchema(texts: Texts): JsonSchema {
  return {
    type: 'object',
    properties: {
      name: { type: 'string', title: texts('inspector.name') },
      description: {
        type: 'string',
        title: texts('inspector.description'),
        'x-ui': { widget: 'textarea', rows: 2 },
      },
    },
  };
}

function settingsSchema(texts: Texts): JsonSchema {
  return {
    type: 'object',
    properties: {
      timeout: { title: texts('inspector.runTimeout'), 'x-ui': { widget: 'duration' } },
      concurrency: {
        type: 'integer',
        title: texts('inspector.concurrency'),
        minimum: 1,
        default: 100,
      },
      durability: {
        title: texts('inspector.durability'),
        default: 'strict',
        anyOf: (['strict', 'pipelined', 'exit'] as const).map((one) => ({
          const: one,
          title: texts(`inspector.durability.${one}`),
        })),
      },
      queue: { type: 'string', title: texts('inspector.queue'), default: 'default' },
      region: { type: 'string', title: texts('inspector.region') },
      labels: {
        type: 'array',
        title: texts('inspector.labels'),
        items: { type: 'string' },
        'x-ui': { widget: 'tags' },
      },
    },
  };
}

import { useEffect, useId, useRef, useState, type ReactElement } from 'react';
import type { JsonSchema, JsonValue } from '@flowgraft/core';
import { useEditor, useTexts } from '../hooks/editor-context.js';
import { Dialog } from '../shell/dialog.js';
import {
  isCutValue,
  type RunSummary,
  type Transport,
  type WorkflowVersion,
} from '../transport/transport.js';
import { ActionButton, ActionError } from './action-button.js';
import { isFilledIn, SchemaField } from './schema-field.js';
import { uniqueKey } from './unique-key.js';
import { useAction, type ActionState } from './use-action.js';

export interface StartDialogProps {
  readonly workflowId: string;
  /** Starts with the input of this run. */
  readonly repeats?: string | undefined;
  /** What is started unless the user says otherwise; the published version when absent and there is one. */
  readonly usualVersion?: 'draft' | 'published' | undefined;
  readonly onClose: () => void;
  readonly onStarted: (run: RunSummary) => void;
}

interface StartFacts {
  readonly name: string;
  readonly schema: JsonSchema | undefined;
  /** What is published, the newest first. */
  readonly versions: readonly number[];
  readonly examples: readonly JsonValue[];
  /** The input of the run that is repeated. */
  readonly input: JsonValue | undefined;
  /** There was an input, and it is too large to be sent to and fro. */
  readonly isInputTooLarge: boolean;
}

/** Starts a workflow: with which input, and which version of it. */
export function StartDialog(props: StartDialogProps): ReactElement {
  const texts = useTexts();
  const { transport } = useEditor();
  const { workflowId, repeats, onClose } = props;
  const [facts, setFacts] = useState<StartFacts | 'unreadable' | null>(null);
  useEffect(() => {
    const asked = new AbortController();
    readFacts(transport, workflowId, repeats, asked.signal).then(
      (read) => !asked.signal.aborted && setFacts(read),
      () => !asked.signal.aborted && setFacts('unreadable'),
    );
    return () => asked.abort();
  }, [transport, workflowId, repeats]);
  if (facts !== null && facts !== 'unreadable') return <StartForm {...props} facts={facts} />;
  return (
    <Dialog title={texts('run.start.title')} onClose={onClose}>
      <p>{texts(facts === null ? 'run.value.reading' : 'run.start.unreadable')}</p>
    </Dialog>
  );
}

async function readFacts(
  transport: Transport,
  workflowId: string,
  repeats: string | undefined,
  signal: AbortSignal,
): Promise<StartFacts> {
  const [draft, versions, run] = await Promise.all([
    transport.workflows.get(workflowId, { signal }),
    transport.workflows.versions(workflowId, { limit: 50 }, { signal }),
    repeats === undefined ? null : transport.runs.get(repeats, { signal }),
  ]);
  const schema = draft.document.input;
  const isInputTooLarge = run !== null && holdsCut(run.input);
  return {
    name: draft.name ?? workflowId,
    schema,
    versions: numbersOf(draft.published, versions.items),
    examples: examplesOf(schema),
    input: run === null || isInputTooLarge ? undefined : (run.input as JsonValue),
    isInputTooLarge,
  };
}

function StartForm(props: StartDialogProps & { readonly facts: StartFacts }): ReactElement {
  const texts = useTexts();
  const { workflowId, facts, onClose } = props;
  const { versions, schema } = facts;
  const { input, fill, edit } = useInput(facts);
  const [version, setVersion] = useState<VersionName>(
    props.usualVersion === 'draft' ? 'draft' : (versions[0] ?? 'draft'),
  );
  const [showsAllProblems, setShowsAll] = useState(false);
  const start = useStart(props, version, input.value);
  return (
    <Dialog
      title={texts('run.start.titleOf', { name: facts.name })}
      onClose={onClose}
      isWide
      footer={
        <>
          <button type="button" className="fg-button" onClick={onClose}>
            {texts('run.start.cancel')}
          </button>
          <ActionButton
            action={input.isValid ? start : { ...start, run: () => setShowsAll(true) }}
            kind="primary"
            icon="play"
          >
            {texts('run.start')}
          </ActionButton>
        </>
      }
    >
      {versions.length > 0 && (
        <VersionChoice version={version} versions={versions} onChange={setVersion} />
      )}
      {facts.isInputTooLarge && (
        <p className="fg-notice fg-notice--warning">{texts('run.start.inputTooLarge')}</p>
      )}
      <Suggestions workflowId={workflowId} examples={facts.examples} onChoose={fill} />
      <SchemaField
        key={input.number}
        schema={schema}
        label={texts('run.input')}
        value={input.value}
        showsAllProblems={showsAllProblems}
        onChange={edit}
      />
      <ActionError action={start} />
    </Dialog>
  );
}

function useInput({ input: given, schema }: StartFacts) {
  const texts = useTexts();
  const isFilled = (value: JsonValue | undefined): boolean => isFilledIn(schema, value, texts);
  const [input, setInput] = useState<Input>(() => ({
    value: given,
    isValid: isFilled(given),
    number: 0,
  }));
  return {
    input,
    fill: (value: JsonValue | undefined): void =>
      setInput(({ number }) => ({ value, isValid: isFilled(value), number: number + 1 })),
    edit: (value: JsonValue | undefined, isValid: boolean): void =>
      setInput(({ number }) => ({ value, isValid, number })),
  };
}

function useStart(
  { workflowId, onStarted }: StartDialogProps,
  version: VersionName,
  input: JsonValue | undefined,
): ActionState {
  const { transport } = useEditor();
  const wish = `${version} ${JSON.stringify(input)}`;
  const tried = useRef({ wish, key: uniqueKey() });
  return useAction(async () => {
    // Pressed again because the answer got lost, it gives the run that was started; another input starts another.
    if (tried.current.wish !== wish) tried.current = { wish, key: uniqueKey() };
    const run = await transport.runs.start({
      workflowId,
      version,
      ...(input !== undefined && { input }),
      idempotencyKey: tried.current.key,
    });
    onStarted(run);
  });
}

type VersionName = 'draft' | number;

interface Input {
  readonly value: JsonValue | undefined;
  readonly isValid: boolean;
  /** Grows when it is filled in from elsewhere: the fields start anew. */
  readonly number: number;
}

interface VersionChoiceProps {
  readonly version: VersionName;
  readonly versions: readonly number[];
  readonly onChange: (version: VersionName) => void;
}

/** The draft, or something that was published. */
function VersionChoice({ version, versions, onChange }: VersionChoiceProps): ReactElement {
  const texts = useTexts();
  const id = useId();
  return (
    <div className="fg-field">
      <label className="fg-label" htmlFor={id}>
        {texts('run.start.version')}
      </label>
      <select
        id={id}
        className="fg-select"
        value={version}
        onChange={(event) => {
          const chosen = event.currentTarget.value;
          onChange(chosen === 'draft' ? chosen : Number(chosen));
        }}
      >
        <option value="draft">{texts('run.start.draft')}</option>
        {versions.map((number, index) => (
          <option key={number} value={number}>
            {texts(index === 0 ? 'run.start.published' : 'run.version', { number })}
          </option>
        ))}
      </select>
    </div>
  );
}

/** The version that runs start with first, then all older ones. */
function numbersOf(
  published: WorkflowVersion | null,
  known: readonly WorkflowVersion[],
): readonly number[] {
  if (published === null) return [];
  const older = known.map(({ version }) => version).filter((one) => one !== published.version);
  return [published.version, ...older.toSorted((a, b) => b - a)];
}

interface SuggestionsProps {
  readonly workflowId: string;
  readonly examples: readonly JsonValue[];
  readonly onChoose: (value: JsonValue | undefined) => void;
}

/** Inputs to begin with: that of the last run, and the examples of the workflow. */
function Suggestions({ workflowId, examples, onChoose }: SuggestionsProps): ReactElement {
  const texts = useTexts();
  const { transport } = useEditor();
  const last = useAction(async () => onChoose(await lastInput(transport, workflowId)));
  return (
    <div className="fg-run-buttons">
      <ActionButton action={last} icon="history">
        {texts('run.start.lastInput')}
      </ActionButton>
      {examples.map((example, index) => (
        <button key={index} type="button" className="fg-button" onClick={() => onChoose(example)}>
          {texts('run.start.example', { number: index + 1 })}
        </button>
      ))}
      <ActionError action={last} />
    </div>
  );
}

/** `undefined` when there is no run, or its input is too large. */
async function lastInput(transport: Transport, workflowId: string): Promise<JsonValue | undefined> {
  const { items } = await transport.runs.list({ workflowId, limit: 1 });
  const [last] = items;
  if (last === undefined) return undefined;
  const { input } = await transport.runs.get(last.id);
  return holdsCut(input) ? undefined : (input as JsonValue);
}

function examplesOf(schema: JsonSchema | undefined): readonly JsonValue[] {
  if (typeof schema !== 'object') return [];
  const { examples } = schema;
  return Array.isArray(examples) ? (examples as readonly JsonValue[]).slice(0, 5) : [];
}

function holdsCut(value: unknown): boolean {
  if (isCutValue(value)) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(holdsCut);
}

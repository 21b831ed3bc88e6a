import type { Binding, JsonValue } from '@flowgraft/core';
import { useMemo, type ReactElement } from 'react';
import { setNodePolicy, type NodePolicy } from '../editor/commands/set-node-policy.js';
import type { EditorNode } from '../editor/records.js';
import { BindingForm } from '../forms/binding-form.js';
import { ValueForm } from '../forms/value-form.js';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useCommand } from '../hooks/use-command.js';
import { useDocument } from '../hooks/use-document.js';
import { useProblems } from '../hooks/use-problems.js';
import { InspectorCompensation } from './inspector-compensation.js';
import { problemsBelow } from './inspector-problems.js';
import { useProblemText } from './use-problem-text.js';
import { InspectorSection } from './inspector-section.js';
import {
  failurePolicy,
  failureSchema,
  failureText,
  failureValues,
  runningPolicy,
  runningSchema,
  runningValues,
  usualRetry,
} from './policy-schema.js';
import { useNodeData } from './use-node-data.js';

export interface InspectorPoliciesProps {
  readonly node: EditorNode;
}

/** How a node runs, and what happens when it fails; folded, it says so in words. */
export function InspectorPolicies({ node }: InspectorPoliciesProps): ReactElement {
  const session = useSession();
  const texts = useTexts();
  const run = useCommand();
  const { id, data } = node;
  const manifest = session.catalogue.get(data.type, data.version);
  const workflowRetry = useDocument(({ meta }) => meta.settings?.retry);
  const edges = useDocument((document) => document.edges);
  const incoming = useMemo(() => {
    const all = [...edges.values()];
    return all.filter(({ data: { to, maxIterations } }) => to === id && maxIterations === undefined)
      .length;
  }, [edges, id]);
  const hasErrorEdge = useMemo(
    () =>
      [...edges.values()].some(({ data: edge }) => edge.from === id && edge.fromPort === 'error'),
    [edges, id],
  );
  const usual = useMemo(() => usualRetry(manifest, workflowRetry), [manifest, workflowRetry]);
  const failure = useMemo(() => failureSchema(texts, usual, manifest), [texts, usual, manifest]);
  const running = useMemo(
    () => runningSchema(texts, manifest, incoming),
    [texts, manifest, incoming],
  );
  const isReadOnly = session.document.isReadOnly;
  const set = (policy: NodePolicy, name: string): void =>
    void run(setNodePolicy, { nodeId: id, policy }, { coalesce: `policy ${id} ${name}` });
  return (
    <>
      <InspectorSection
        title={texts('inspector.reliability')}
        summary={failureText(texts, data, usual, { manifest, hasErrorEdge })}
      >
        <ValueForm
          schema={failure}
          value={failureValues(data)}
          onChange={(value) => set(failurePolicy(asValues(value), data), 'failure')}
          idPrefix={`fg-failure-${id}`}
          isReadOnly={isReadOnly}
        />
        {data.onError === 'continue' && <Fallback node={node} onChange={set} />}
        {manifest?.control === undefined && <InspectorCompensation node={node} onChange={set} />}
      </InspectorSection>
      <InspectorSection
        title={texts('inspector.running')}
        summary={data.disabled === true ? texts('inspector.disabled') : undefined}
      >
        <ValueForm
          schema={running}
          value={runningValues(data)}
          onChange={(value) => set(runningPolicy(asValues(value)), 'running')}
          idPrefix={`fg-running-${id}`}
          isReadOnly={isReadOnly}
        />
      </InspectorSection>
    </>
  );
}

interface FallbackProps {
  readonly node: EditorNode;
  readonly onChange: (policy: NodePolicy, name: string) => void;
}

/** What stands in for the result of a node that failed. */
function Fallback({ node: { id, data }, onChange }: FallbackProps): ReactElement {
  const session = useSession();
  const texts = useTexts();
  const issues = useProblems(id);
  const textOf = useProblemText();
  const reader = useNodeData(id);
  const schema = useMemo(
    () =>
      ({
        type: 'object',
        properties: { fallback: { title: texts('inspector.fallback') } },
      }) as const,
    [texts],
  );
  const problems = useMemo(
    () =>
      problemsBelow(issues, ['fallback'], textOf).map(({ path, message }) => ({
        path: ['fallback', ...path],
        message,
      })),
    [issues, textOf],
  );
  const value = useMemo(
    (): { readonly [name: string]: Binding } =>
      data.fallback === undefined ? {} : { fallback: data.fallback },
    [data.fallback],
  );
  return (
    <BindingForm
      schema={schema}
      value={value}
      onChange={(_name, fallback) => onChange({ fallback }, 'fallback')}
      problems={problems}
      idPrefix={`fg-fallback-${id}`}
      isReadOnly={session.document.isReadOnly}
      loadOptions={null}
      {...reader}
    />
  );
}

function asValues(value: JsonValue | undefined): Readonly<Record<string, JsonValue>> {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? (value as Readonly<Record<string, JsonValue>>) : {};
}

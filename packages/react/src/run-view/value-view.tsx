import { useEffect, useState, type ReactElement } from 'react';
import { useEditor, useTexts } from '../hooks/editor-context.js';
import { useStore } from '../hooks/use-store.js';
import { ValueTree } from '../run/value-tree.js';
import type { ValueQuery } from '../transport/transport.js';
import { JsonTree } from './json-tree.js';
import { useRunScene } from './run-context.js';
import { messageOf } from './use-action.js';

export interface ValueViewProps {
  readonly label: string;
  readonly of: ValueQuery['of'];
  readonly seq?: number | undefined;
  readonly field?: string | undefined;
}

/** A value of the run, asked for when this is mounted. */
export function ValueView(props: ValueViewProps): ReactElement {
  const { session } = useRunScene();
  const mayRead = useEditor().can('run.readData', { runId: session.runId });
  const texts = useTexts();
  if (!mayRead) return <p className="fg-hint">{texts('run.value.notAllowed')}</p>;
  // Another value is another tree, with nothing unfolded.
  return (
    <LoadedValue key={`${session.runId} ${props.of} ${props.seq} ${props.field}`} {...props} />
  );
}

function LoadedValue({ label, of, seq, field }: ValueViewProps): ReactElement {
  const { session } = useRunScene();
  const [tree, setTree] = useState<ValueTree | null>(null);
  useEffect(() => {
    const made = new ValueTree(async (part, signal) =>
      session.value({ ...part, of, seq, field }, signal),
    );
    setTree(made);
    return made.open();
  }, [session, of, seq, field]);
  return tree === null ? <Reading /> : <OpenedValue tree={tree} label={label} />;
}

function OpenedValue({
  tree,
  label,
}: {
  readonly tree: ValueTree;
  readonly label: string;
}): ReactElement {
  const { status, error } = useStore(tree.state);
  const texts = useTexts();
  if (status === 'loading') return <Reading />;
  if (status === 'ready') return <JsonTree tree={tree} label={label} />;
  return (
    <div className="fg-notice fg-notice--danger">
      <span>{texts('run.value.unreadable', { reason: messageOf(error) })}</span>
    </div>
  );
}

function Reading(): ReactElement {
  return <p className="fg-hint">{useTexts()('run.value.reading')}</p>;
}

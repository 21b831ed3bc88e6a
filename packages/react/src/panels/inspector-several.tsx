import type { ReactElement } from 'react';
import { duplicate } from '../editor/commands/duplicate.js';
import { removeSelection } from '../editor/commands/remove-selection.js';
import { toggleDisabled } from '../editor/commands/toggle-disabled.js';
import type { SelectionState } from '../editor/selection.js';
import { Icon } from '../icons/icon.js';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useCommand } from '../hooks/use-command.js';
import { alignActions } from './node-menu.js';
import { useNodeEdits } from './use-node-edits.js';

export interface InspectorSeveralProps {
  readonly selection: SelectionState;
}

/** What can be done with several things at once. */
export function InspectorSeveral({ selection }: InspectorSeveralProps): ReactElement {
  const session = useSession();
  const texts = useTexts();
  const run = useCommand();
  const { nodes, edges, notes } = selection;
  const { isReadOnly } = session.document;
  return (
    <>
      <h2 className="fg-inspector__title">
        {texts('inspector.several', { count: nodes.size + edges.size + notes.size })}
      </h2>
      {!isReadOnly && (
        <div className="fg-inspector__actions">
          {nodes.size + notes.size > 0 && (
            <button
              type="button"
              className="fg-button"
              onClick={() => {
                const outcome = run(duplicate, { nodes, notes });
                if (outcome.ok) session.selection.select(outcome.result);
              }}
            >
              <Icon name="copy" size={14} />
              {texts('inspector.duplicate')}
            </button>
          )}
          {nodes.size > 0 && (
            <button
              type="button"
              className="fg-button"
              onClick={() => run(toggleDisabled, { nodeIds: [...nodes] })}
            >
              <Icon name="power" size={14} />
              {texts('inspector.switchOff')}
            </button>
          )}
          {nodes.size > 1 && <AlignMenu />}
          <button
            type="button"
            className="fg-button fg-button--danger"
            onClick={() => {
              run(removeSelection, { nodes, edges, notes });
              session.selection.clear();
            }}
          >
            <Icon name="trash" size={14} />
            {texts('inspector.remove')}
          </button>
        </div>
      )}
    </>
  );
}

/** Lines the nodes up, or spaces them evenly, when a way to do so is chosen. */
function AlignMenu(): ReactElement {
  const texts = useTexts();
  const session = useSession();
  const edits = useNodeEdits();
  const actions = alignActions({ session, texts, edits });
  const buttons = (kind: string): ReactElement[] =>
    actions
      .filter(({ id }) => id.startsWith(kind))
      .map(({ id, label, icon, refusal, run }) => (
        <button
          key={id}
          type="button"
          className="fg-button fg-button--icon"
          aria-label={label}
          title={refusal ?? label}
          aria-disabled={refusal === undefined ? undefined : true}
          onClick={() => {
            if (refusal === undefined) run();
          }}
        >
          <Icon name={icon} />
        </button>
      ));
  return (
    <>
      <div className="fg-inspector__actions" role="group" aria-label={texts('inspector.align')}>
        {buttons('align')}
      </div>
      <div
        className="fg-inspector__actions"
        role="group"
        aria-label={texts('inspector.distribute')}
      >
        {buttons('distribute')}
      </div>
    </>
  );
}

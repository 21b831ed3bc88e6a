import type { ReactElement } from 'react';
import { align } from '../editor/commands/align.js';
import { duplicate } from '../editor/commands/duplicate.js';
import { removeSelection } from '../editor/commands/remove-selection.js';
import { toggleDisabled } from '../editor/commands/toggle-disabled.js';
import type { SelectionState } from '../editor/selection.js';
import { Icon } from '../icons/icon.js';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useCommand } from '../hooks/use-command.js';

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
          {nodes.size > 1 && <AlignMenu nodes={[...nodes]} />}
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

const alignments = ['start', 'centre', 'end', 'top', 'middle', 'bottom'] as const;

/** Lines the nodes up when a line is chosen. */
function AlignMenu({ nodes }: { readonly nodes: readonly string[] }): ReactElement {
  const texts = useTexts();
  const run = useCommand();
  return (
    <select
      className="fg-select"
      aria-label={texts('inspector.align')}
      value=""
      onChange={({ target }) => {
        const to = alignments.find((one) => one === target.value);
        if (to !== undefined) run(align, { nodes, to });
      }}
    >
      <option value="">{texts('inspector.align')}</option>
      {alignments.map((one) => (
        <option key={one} value={one}>
          {texts(`inspector.align.${one}`)}
        </option>
      ))}
    </select>
  );
}

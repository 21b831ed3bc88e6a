import type { ReactElement } from 'react';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { Icon } from '../icons/icon.js';

/** What a workflow without nodes shows: how to begin. */
export function EmptyWorkflow(): ReactElement {
  const texts = useTexts();
  const session = useSession();
  const add = (): void =>
    session.ui.update((ui) => ({
      ...ui,
      adding: { graph: null, position: null, from: null, edgeId: null },
    }));
  return (
    <div className="fg-canvas__empty">
      <Icon name="workflow" size={32} />
      <p className="fg-canvas__empty-title">{texts('canvas.empty.title')}</p>
      <p>{texts('canvas.empty.text')}</p>
      {!session.document.isReadOnly && (
        <button type="button" className="fg-button fg-button--primary" onClick={add}>
          <Icon name="plus" />
          {texts('canvas.empty.add')}
        </button>
      )}
    </div>
  );
}

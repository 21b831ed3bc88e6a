import type { ReactElement } from 'react';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useSaving } from '../hooks/use-saving.js';
import { Icon } from '../icons/icon.js';

/** How the workflow is saved, in words; what is to be done when it is not. */
export function SavingStatus(): ReactElement | null {
  const texts = useTexts();
  const session = useSession();
  const saving = useSaving();
  if (session.document.isReadOnly)
    return <span className="fg-tag">{texts('saving.readOnly')}</span>;
  switch (saving.status) {
    case 'saved':
      return (
        <span className="fg-saving">
          <Icon name="check" size={14} />
          {texts('saving.saved')}
        </span>
      );
    case 'dirty':
      return <span className="fg-saving">{texts('saving.dirty')}</span>;
    case 'saving':
      return <span className="fg-saving">{texts('saving.saving')}</span>;
    case 'failed':
      return (
        <span className="fg-saving fg-saving--failed">
          <Icon name="alert-triangle" size={14} />
          {texts('saving.failed')}
          <button
            type="button"
            className="fg-button fg-button--small"
            onClick={() => void session.save()}
          >
            {texts('saving.again')}
          </button>
        </span>
      );
    case 'conflict':
      return (
        <span className="fg-saving fg-saving--failed">
          <Icon name="alert-triangle" size={14} />
          {texts('saving.conflict')}
          <button
            type="button"
            className="fg-button fg-button--small"
            onClick={() => session.ui.update((state) => ({ ...state, dialog: 'conflict' }))}
          >
            {texts('saving.decide')}
          </button>
        </span>
      );
  }
}

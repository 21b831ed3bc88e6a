import { useState, type ReactElement } from 'react';
import { useTexts } from '../hooks/editor-context.js';
import { Dialog } from '../shell/dialog.js';
import { ActionButton, ActionError } from './action-button.js';
import { useRunScene } from './run-context.js';
import { useAction } from './use-action.js';

/** Asks before a run is cancelled, and why. */
export function CancelDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const texts = useTexts();
  const { session } = useRunScene();
  const [reason, setReason] = useState('');
  const cancel = useAction(
    async () => session.cancel(reason.trim() === '' ? undefined : reason.trim()),
    onClose,
  );
  return (
    <Dialog
      title={texts('run.cancel.title')}
      onClose={onClose}
      footer={
        <>
          <button type="button" className="fg-button" onClick={onClose}>
            {texts('run.cancel.keep')}
          </button>
          <ActionButton action={cancel} kind="danger">
            {texts('run.cancel.confirm')}
          </ActionButton>
        </>
      }
    >
      <p>{texts('run.cancel.what')}</p>
      <label className="fg-field">
        <span className="fg-label">{texts('run.cancel.reason')}</span>
        <input
          className="fg-input"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      <ActionError action={cancel} />
    </Dialog>
  );
}

import { useEffect } from 'react';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { labelOf } from '../panels/node-text.js';
import { changeMessage } from './change-message.js';
import { editName } from './edit-name.js';

/** Says what edits did, wherever they were made: on the canvas, in the outline, by undo. */
export function useAnnouncements(): void {
  const session = useSession();
  const texts = useTexts();
  useEffect(() => {
    const { document, catalogue } = session;
    let last = document.history.get();
    return document.onChange((changes, cause) => {
      const before = last;
      const heard = session.announced.get()?.number;
      queueMicrotask(() => {
        last = document.history.get();
        const edit = cause === 'undo' ? last.redo : cause === 'redo' ? last.undo : null;
        if (edit !== null && before !== last) {
          const message = cause === 'undo' ? 'announce.undone' : 'announce.redone';
          session.announce(message, { name: editName(texts, edit) });
          return;
        }
        const now = session.announced.get();
        // Who made the edit has said something of it that matters more.
        const isSaid = now?.number !== heard && now?.message.startsWith('editor.') === true;
        if (cause !== 'command' || isSaid) return;
        const said = changeMessage(changes, document.get(), (node) =>
          labelOf(texts, catalogue, node),
        );
        if (said !== null) session.announce(said.message, said.values);
      });
    });
  }, [session, texts]);
}

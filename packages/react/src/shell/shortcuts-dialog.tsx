import type { ReactElement } from 'react';
import { useSession, useTexts } from '../hooks/editor-context.js';
import type { MessageKey } from '../language/message.js';
import { Dialog } from './dialog.js';
import { isAppleDevice, keysOf } from './shortcuts.js';
import { useActions } from './use-actions.js';

/** Keys of the outline, as they are explained. */
const outlineKeys: readonly (readonly [string, MessageKey])[] = [
  ['↑ ↓', 'shortcuts.walk'],
  ['→ ←', 'shortcuts.openClose'],
  ['Enter', 'outline.configure'],
  ['+', 'outline.addAfter'],
  ['>', 'outline.connect'],
  ['F2', 'outline.rename'],
  ['Space', 'shortcuts.select'],
  ['Delete', 'outline.remove'],
  ['Shift+F10', 'outline.menu'],
];

/** Every shortcut there is. */
export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const texts = useTexts();
  const { actions } = useActions();
  const session = useSession();
  const isApple = isAppleDevice();
  // Cutting and pasting are the browser's own events: there are no actions for them.
  const events = session.document.isReadOnly ? [] : (['cut', 'paste'] as const);
  const all = [...actions(), ...events.map((id) => ({ id, label: texts(`action.${id}`) }))];
  const known = all.flatMap(({ id, label }) => {
    const keys = keysOf(texts, id, isApple);
    return keys === undefined ? [] : [{ id, label, keys }];
  });
  const named = (keys: string): string =>
    keys.length === 1
      ? keys
      : keys
          .split('+')
          .map((key) => texts.maybe(`key.${key}`, key))
          .join('+');
  return (
    <Dialog title={texts('shortcuts.title')} onClose={onClose} isWide>
      <div className="fg-shortcuts">
        <section>
          <h3>{texts('shortcuts.everywhere')}</h3>
          <dl>
            {known.map(({ id, label, keys }) => (
              <div key={id} className="fg-shortcut">
                <dt>{label}</dt>
                <dd>
                  <kbd className="fg-kbd">{keys}</kbd>
                </dd>
              </div>
            ))}
          </dl>
        </section>
        <section>
          <h3>{texts('shortcuts.inOutline')}</h3>
          <dl>
            {outlineKeys.map(([keys, label]) => (
              <div key={keys} className="fg-shortcut">
                <dt>{texts(label)}</dt>
                <dd>
                  <kbd className="fg-kbd">{named(keys)}</kbd>
                </dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
  );
}

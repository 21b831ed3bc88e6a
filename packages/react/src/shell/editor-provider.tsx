import { useContext, useEffect, useMemo, type ReactElement, type ReactNode } from 'react';
import type { ColourScheme, Editor } from '../create-editor.js';
import { EditorContext, useEditor } from '../hooks/editor-context.js';
import { SlotsContext, type SlotOverrides } from '../slots.js';

export interface EditorProviderProps {
  readonly editor: Editor;
  /** The host's own parts; `null` leaves one out. Those around are kept where nothing is said here. */
  readonly components?: SlotOverrides | undefined;
  readonly children?: ReactNode;
}

/** Gives an editor, and the host's own parts, to everything inside. Draws nothing itself. */
export function EditorProvider({
  editor,
  components,
  children,
}: EditorProviderProps): ReactElement {
  const around = useContext(SlotsContext);
  const slots = useMemo(
    () => (components === undefined ? around : { ...around, ...components }),
    [around, components],
  );
  return (
    <EditorContext.Provider value={editor}>
      <SlotsContext.Provider value={slots}>{children}</SlotsContext.Provider>
    </EditorContext.Provider>
  );
}

export interface EditorRootProps {
  readonly className?: string | undefined;
  /** The editor's own when absent. */
  readonly colourScheme?: ColourScheme | undefined;
  readonly children?: ReactNode;
}

/** The element that all styles are bound to: language, direction of reading, and colours. */
export function EditorRoot({ className, colourScheme, children }: EditorRootProps): ReactElement {
  const { texts, colourScheme: usual } = useEditor();
  return (
    <div
      className={className === undefined ? 'fg-root' : `fg-root ${className}`}
      lang={texts.locale}
      dir={texts.direction}
      data-fg-scheme={colourScheme ?? usual}
    >
      {children}
    </div>
  );
}

/** Asks before the page is left while `isUnsaved`, and only then: a page with such a listener is kept in no cache. */
export function useLeaveGuard(isUnsaved: boolean): void {
  useEffect(() => {
    if (!isUnsaved) return undefined;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isUnsaved]);
}

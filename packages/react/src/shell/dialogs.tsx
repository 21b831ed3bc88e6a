import { lazy, Suspense, useMemo, type ReactElement } from 'react';
import type { DialogName } from '../editor/ui-state.js';
import { useSession } from '../hooks/editor-context.js';
import { useUi } from '../hooks/use-ui.js';
import { CommandPalette } from '../panels/command-palette.js';
import { ConnectDialog } from '../panels/connect-dialog.js';
import { FindDialog } from '../panels/find.js';
import { PalettePopover } from '../panels/palette.js';
import type { Anchor } from './place-beside.js';

// Loaded when they are wanted: most visits want none of them.
const ConflictDialog = lazy(async () => ({
  default: (await import('./conflict-dialog.js')).ConflictDialog,
}));
const JsonDialog = lazy(async () => ({ default: (await import('./json-dialog.js')).JsonDialog }));
const PublishDialog = lazy(async () => ({
  default: (await import('./publish-dialog.js')).PublishDialog,
}));
const ShortcutsDialog = lazy(async () => ({
  default: (await import('./shortcuts-dialog.js')).ShortcutsDialog,
}));
const StartDialog = lazy(async () => ({
  default: (await import('../run-view/start-dialog.js')).StartDialog,
}));
const VersionsDialog = lazy(async () => ({
  default: (await import('./versions-dialog.js')).VersionsDialog,
}));

export interface DialogsProps {
  /** Where the user is. */
  readonly anchor: () => Anchor;
}

/** What lies over the editor, one at a time. */
export function Dialogs({ anchor }: DialogsProps): ReactElement | null {
  const { ui } = useSession();
  const adding = useUi((state) => state.adding);
  const connecting = useUi((state) => state.connecting);
  const dialog = useUi((state) => state.dialog);
  // Where the user was when it was asked for, not where the pointer has gone since.
  const place = useMemo(() => (adding === null ? null : anchor()), [adding, anchor]);
  if (adding !== null && place !== null) {
    const close = (): void =>
      ui.update((state) => (state.adding === adding ? { ...state, adding: null } : state));
    return (
      <PalettePopover
        key={JSON.stringify(adding)}
        request={adding}
        anchor={place}
        onClose={close}
      />
    );
  }
  if (connecting !== null) {
    const close = (): void => ui.update((state) => ({ ...state, connecting: null }));
    return <ConnectDialog from={connecting} onClose={close} />;
  }
  if (dialog === null) return null;
  const close = (): void =>
    ui.update((state) => (state.dialog === dialog ? { ...state, dialog: null } : state));
  return (
    <Suspense fallback={null}>
      <OpenDialog name={dialog} onClose={close} />
    </Suspense>
  );
}

interface OpenDialogProps {
  readonly name: DialogName;
  readonly onClose: () => void;
}

function OpenDialog({ name, onClose }: OpenDialogProps): ReactElement {
  const { ui, workflowId } = useSession();
  switch (name) {
    case 'commandPalette':
      return <CommandPalette onClose={onClose} />;
    case 'find':
      return <FindDialog onClose={onClose} />;
    case 'publish':
      return <PublishDialog onClose={onClose} />;
    case 'versions':
      return <VersionsDialog onClose={onClose} />;
    case 'conflict':
      return <ConflictDialog onClose={onClose} />;
    case 'json':
      return <JsonDialog onClose={onClose} />;
    case 'shortcuts':
      return <ShortcutsDialog onClose={onClose} />;
    case 'start':
      return (
        <StartDialog
          workflowId={workflowId}
          usualVersion="draft"
          onClose={onClose}
          onStarted={({ id }) => ui.update((state) => ({ ...state, dialog: null, runId: id }))}
        />
      );
  }
}

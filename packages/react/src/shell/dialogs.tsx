import { useMemo, type ReactElement } from 'react';
import type { DialogName, NodeQuestion } from '../editor/ui-state.js';
import { useSession } from '../hooks/editor-context.js';
import { useUi } from '../hooks/use-ui.js';
import { CommandPalette } from '../panels/command-palette.js';
import { ConnectDialog } from '../panels/connect-dialog.js';
import { FindDialog } from '../panels/find.js';
import { PalettePopover } from '../panels/palette.js';
import {
  ConflictDialog,
  JsonDialog,
  MoveDialog,
  PublishDialog,
  ShortcutsDialog,
  StartDialog,
  TypeDialog,
  UsagesDialog,
  VersionsDialog,
} from './parts.js';
import type { Anchor } from './place-beside.js';

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
  const asking = useUi((state) => state.asking);
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
  if (asking !== null && asking.about !== 'step') {
    const close = (): void =>
      ui.update((state) => (state.asking === asking ? { ...state, asking: null } : state));
    return <AskedNode question={asking} onClose={close} />;
  }
  if (dialog === null) return null;
  const close = (): void =>
    ui.update((state) => (state.dialog === dialog ? { ...state, dialog: null } : state));
  return <OpenDialog name={dialog} onClose={close} />;
}

interface AskedNodeProps {
  readonly question: NodeQuestion;
  readonly onClose: () => void;
}

function AskedNode({ question: { about, nodeId }, onClose }: AskedNodeProps): ReactElement | null {
  switch (about) {
    case 'usages':
      return <UsagesDialog nodeId={nodeId} onClose={onClose} />;
    case 'type':
      return <TypeDialog nodeId={nodeId} onClose={onClose} />;
    case 'move':
      return <MoveDialog nodeId={nodeId} onClose={onClose} />;
    case 'step':
      return null;
  }
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

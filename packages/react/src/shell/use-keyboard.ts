import type { ClipboardEvent, KeyboardEvent } from 'react';
import { copySelection, readClipboard } from '../editor/clipboard.js';
import { paste } from '../editor/commands/paste.js';
import { removeSelection } from '../editor/commands/remove-selection.js';
import type { WorkflowSession } from '../editor/workflow-session.js';
import { useSession } from '../hooks/editor-context.js';
import { useCommand, type RunCommand } from '../hooks/use-command.js';
import { isAppleDevice, isField, pressedAction } from './shortcuts.js';
import { useActions } from './use-actions.js';

export interface EditorKeyboard {
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onCopy: (event: ClipboardEvent) => void;
  readonly onCut: (event: ClipboardEvent) => void;
  readonly onPaste: (event: ClipboardEvent) => void;
}

/** The shortcuts and the clipboard of one editor: what is pressed elsewhere on the page is not its own. */
export function useKeyboard(): EditorKeyboard {
  const { actions } = useActions();
  const session = useSession();
  const run = useCommand();
  return {
    onKeyDown: (event) => {
      if (event.defaultPrevented || event.nativeEvent.isComposing || isOver(event.target)) return;
      const id = pressedAction(event, { isApple: isAppleDevice(), inField: isField(event.target) });
      const action = id === null ? undefined : actions().find((each) => each.id === id);
      if (action === undefined) return;
      event.preventDefault();
      if (action.refusal === undefined) action.run();
    },
    ...clipboardEvents(session, run),
  };
}

function clipboardEvents(
  session: WorkflowSession,
  run: RunCommand,
): Omit<EditorKeyboard, 'onKeyDown'> {
  const { document, selection } = session;
  /** @returns whether something was copied: else the event is the browser's. */
  const copy = (event: ClipboardEvent): boolean => {
    const { nodes, notes } = selection.get();
    const text = isOthers(event) ? null : copySelection(document.get(), { nodes, notes });
    if (text === null) return false;
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
    return true;
  };
  return {
    onCopy: (event) => {
      if (copy(event)) session.announce('clipboard.copied', { count: selection.get().nodes.size });
    },
    onCut: (event) => {
      if (document.isReadOnly || !copy(event)) return;
      const { nodes, edges, notes } = selection.get();
      if (run(removeSelection, { nodes, edges, notes }).ok) selection.clear();
    },
    onPaste: (event) => {
      if (isOthers(event)) return;
      event.preventDefault();
      const read = readClipboard(event.clipboardData.getData('text/plain'));
      if (!read.ok) return session.announce(read.refusal.message, read.refusal.values);
      const graph = document.get().nodes.get(selection.onlyNode ?? '')?.graph ?? null;
      const outcome = run(paste, { content: read.content, graph, position: null });
      if (outcome.ok) selection.select(outcome.result);
      return undefined;
    },
  };
}

/** Somebody types there, or has marked text: the clipboard is for that. */
function isOthers({ target }: ClipboardEvent): boolean {
  return isField(target) || isOver(target) || document.getSelection()?.isCollapsed === false;
}

/** Whether it is in a dialog or a menu over the editor, which have their own keys. */
function isOver(target: EventTarget): boolean {
  return target instanceof Element && target.closest('dialog, [popover]') !== null;
}

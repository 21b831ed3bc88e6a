import { useState, type MouseEvent, type ReactElement, type ReactNode } from 'react';
import { edgeMenu, nodeMenu, severalMenu, type NodeMenuParts } from '../panels/node-menu.js';
import { useNodeMenu } from '../panels/use-node-menu.js';
import { isField, isAppleDevice, keysOf, type ActionId } from './shortcuts.js';
import { Menu, type MenuEntry } from './menu.js';
import { useActions } from './use-actions.js';

/** What was pressed on. */
type Target =
  | { readonly kind: 'node' | 'edge'; readonly id: string }
  | { readonly kind: 'several' }
  | { readonly kind: 'canvas' };

interface OpenMenu {
  readonly target: Target;
  readonly x: number;
  readonly y: number;
}

/** What can be done with the canvas itself. */
const onCanvas: readonly ActionId[] = ['addNode', 'addNote', 'selectAll', 'layout', 'fit', 'run'];

/** Gives the canvas a menu for what is under the pointer, or has the keyboard. */
export function CanvasMenu({ children }: { readonly children: ReactNode }): ReactElement {
  const parts = useNodeMenu();
  const { actions } = useActions();
  const [open, setOpen] = useState<OpenMenu | null>(null);
  const { texts } = parts;
  const entries = (target: Target): readonly MenuEntry[] =>
    target.kind === 'canvas'
      ? onCanvas.flatMap((id) => {
          const action = actions().find((each) => each.id === id);
          return action === undefined
            ? []
            : [{ ...action, keys: keysOf(texts, id, isAppleDevice()) }];
        })
      : entriesOf(parts, target);
  const show = (event: MouseEvent<HTMLElement>): void => {
    if (isField(event.target)) return;
    const target = targetOf(parts, event.target);
    event.preventDefault();
    setOpen({ target, ...placeOf(event) });
  };
  const shown = open === null ? [] : entries(open.target);
  return (
    // The menu is for what is inside, which has the keyboard: the keys for menus arrive here as the same event.
    <div className="fg-canvas-menu" role="presentation" onContextMenu={show}>
      {children}
      {open !== null && shown.length > 0 && (
        <Menu
          key={`${open.x} ${open.y}`}
          label={texts('canvasMenu.label')}
          anchor={open}
          entries={shown}
          onClose={() => setOpen(null)}
        />
      )}
    </div>
  );
}

function entriesOf(
  parts: NodeMenuParts,
  target: Exclude<Target, { kind: 'canvas' }>,
): readonly MenuEntry[] {
  if (target.kind === 'several') return severalMenu(parts);
  const { document } = parts.session;
  if (target.kind === 'edge') return document.isReadOnly ? [] : edgeMenu(parts, target.id);
  const node = document.get().nodes.get(target.id);
  return node === undefined ? [] : nodeMenu(parts, node);
}

/** What the event is about; it is selected, unless it is one of several that are. */
function targetOf({ session: { selection, document } }: NodeMenuParts, at: EventTarget): Target {
  const element = at instanceof Element ? at : null;
  const nodeId = element?.closest('[data-fg-node]')?.getAttribute('data-fg-node');
  const edgeId = element?.closest('.react-flow__edge')?.getAttribute('data-id');
  const { nodes } = selection.get();
  if (nodeId !== null && nodeId !== undefined && document.get().nodes.has(nodeId)) {
    if (nodes.size > 1 && nodes.has(nodeId)) return { kind: 'several' };
    selection.select({ nodes: [nodeId] });
    return { kind: 'node', id: nodeId };
  }
  if (edgeId !== null && edgeId !== undefined && document.get().edges.has(edgeId)) {
    selection.select({ edges: [edgeId] });
    return { kind: 'edge', id: edgeId };
  }
  return nodes.size > 1 ? { kind: 'several' } : { kind: 'canvas' };
}

/** A key has no place of its own: then beside what has the keyboard. */
function placeOf({ clientX, clientY, target }: MouseEvent<HTMLElement>): {
  readonly x: number;
  readonly y: number;
} {
  if (clientX !== 0 || clientY !== 0 || !(target instanceof Element))
    return { x: clientX, y: clientY };
  const { left, bottom } = target.getBoundingClientRect();
  return { x: left, y: bottom };
}

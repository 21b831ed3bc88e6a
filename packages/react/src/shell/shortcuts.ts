/** The keyboard map: every shortcut of the editor that is not of one panel alone. */

import type { Texts } from '../language/text.js';
import type { AlignId } from '../panels/node-menu.js';

export interface Shortcut {
  /** As `KeyboardEvent.key`, letters in lower case. */
  readonly key: string;
  /** Command on Apple's keyboards, Control on others. */
  readonly mod?: boolean | undefined;
  readonly shift?: boolean | undefined;
  readonly alt?: boolean | undefined;
  /** Works while somebody types in a field, too. */
  readonly inFields?: boolean | undefined;
}

export type ActionId =
  | AlignId
  | 'usages'
  | 'changeType'
  | 'upgrade'
  | 'undo'
  | 'redo'
  | 'save'
  | 'commandPalette'
  | 'find'
  | 'addNode'
  | 'connect'
  | 'rename'
  | 'configure'
  | 'selectAll'
  | 'clearSelection'
  | 'copy'
  | 'cut'
  | 'paste'
  | 'duplicate'
  | 'remove'
  | 'toggleDisabled'
  | 'addNote'
  | 'layout'
  | 'fit'
  | 'zoomIn'
  | 'zoomOut'
  | 'run'
  | 'publish'
  | 'versions'
  | 'json'
  | 'workflowSettings'
  | 'problems'
  | 'runs'
  | 'outline'
  | 'palette'
  | 'toggleStart'
  | 'toggleEnd'
  | 'toggleBottom'
  | 'nextRegion'
  | 'previousRegion'
  | 'shortcuts';

/** The first of several is the one that is shown. Copy, cut and paste come as events of the clipboard. */
export const shortcuts: Readonly<Partial<Record<ActionId, readonly Shortcut[]>>> = {
  undo: [{ key: 'z', mod: true }],
  redo: [
    { key: 'z', mod: true, shift: true },
    { key: 'y', mod: true },
  ],
  save: [{ key: 's', mod: true, inFields: true }],
  commandPalette: [{ key: 'k', mod: true, inFields: true }],
  find: [{ key: 'f', mod: true, inFields: true }],
  addNode: [{ key: 'i', mod: true }],
  rename: [{ key: 'F2' }],
  selectAll: [{ key: 'a', mod: true }],
  duplicate: [{ key: 'd', mod: true }],
  remove: [{ key: 'Delete' }, { key: 'Backspace' }],
  run: [{ key: 'Enter', mod: true, inFields: true }],
  toggleStart: [{ key: 'b', mod: true }],
  toggleBottom: [{ key: 'j', mod: true }],
  nextRegion: [{ key: 'F6', inFields: true }],
  previousRegion: [{ key: 'F6', shift: true, inFields: true }],
  shortcuts: [{ key: '/', mod: true, inFields: true }],
};

/** Shown only: the browser makes events of the clipboard of them. */
const clipboardKeys: Readonly<Partial<Record<ActionId, Shortcut>>> = {
  copy: { key: 'c', mod: true },
  cut: { key: 'x', mod: true },
  paste: { key: 'v', mod: true },
};

/** What a shortcut is looked for in: a keyboard event is one. */
export interface PressedKeys {
  readonly key: string;
  /** The place of the key: letters are found by it where the keyboard writes others. */
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** The action that was pressed for; `null`: none. */
export function pressedAction(
  pressed: PressedKeys,
  { isApple, inField }: { readonly isApple: boolean; readonly inField: boolean },
): ActionId | null {
  for (const [id, keys] of Object.entries(shortcuts) as [ActionId, readonly Shortcut[]][]) {
    const found = keys.find((shortcut) => isPressed(shortcut, pressed, isApple));
    if (found !== undefined) return inField && found.inFields !== true ? null : id;
  }
  return null;
}

function isPressed(
  { key, mod = false, shift = false, alt = false }: Shortcut,
  pressed: PressedKeys,
  isApple: boolean,
): boolean {
  const { ctrlKey, metaKey, shiftKey, altKey } = pressed;
  if ((isApple ? metaKey : ctrlKey) !== mod || (isApple ? ctrlKey : metaKey)) return false;
  if (altKey !== alt) return false;
  const isLetter = /^[a-z]$/.test(key);
  // Some keyboards have "/" above another key.
  if ((isLetter || key.length > 1) && shiftKey !== shift) return false;
  if (pressed.key.toLowerCase() === key.toLowerCase()) return true;
  return isLetter && !/^[a-z]$/i.test(pressed.key) && pressed.code === `Key${key.toUpperCase()}`;
}

/** The shortcut as people write it: `Ctrl+Z`, `⌘Z`. */
export function writeShortcut(texts: Texts, shortcut: Shortcut, isApple: boolean): string {
  const { key, mod, shift, alt } = shortcut;
  const name = key.length === 1 ? key.toUpperCase() : texts.maybe(`key.${key}`, key);
  if (isApple)
    return `${alt === true ? '⌥' : ''}${shift === true ? '⇧' : ''}${mod === true ? '⌘' : ''}${name}`;
  const parts = [
    mod === true && texts('key.Control'),
    alt === true && texts('key.Alt'),
    shift === true && texts('key.Shift'),
  ];
  return [...parts.filter((part) => part !== false), name].join('+');
}

/** The keys of an action, for menus and lists. */
export function keysOf(texts: Texts, id: ActionId, isApple: boolean): string | undefined {
  const shortcut = shortcuts[id]?.[0] ?? clipboardKeys[id];
  return shortcut === undefined ? undefined : writeShortcut(texts, shortcut, isApple);
}

/** Whether this device has Apple's keys. */
export function isAppleDevice(): boolean {
  return typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);
}

/** Whether somebody types there: shortcuts of one letter, and undo, are the field's own then. */
export function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return (
    target instanceof HTMLInputElement &&
    !/^(?:checkbox|radio|button|range|color|submit)$/.test(target.type)
  );
}

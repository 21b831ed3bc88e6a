import { describe, expect, it } from 'vitest';
import { english } from '../language/en.js';
import { createTexts } from '../language/text.js';
import {
  pressedAction,
  shortcuts,
  writeShortcut,
  type PressedKeys,
  type Shortcut,
} from './shortcuts.js';

function press(given: Partial<PressedKeys>): PressedKeys {
  return {
    key: '',
    code: '',
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    ...given,
  };
}

const onPc = { isApple: false, inField: false };

describe('pressedAction', () => {
  it('knows Control on a PC and Command on a Mac', () => {
    expect(pressedAction(press({ key: 'z', ctrlKey: true }), onPc)).toBe('undo');
    expect(pressedAction(press({ key: 'Z', ctrlKey: true, shiftKey: true }), onPc)).toBe('redo');
    expect(pressedAction(press({ key: 'z', metaKey: true }), onPc)).toBeNull();
    expect(
      pressedAction(press({ key: 'z', metaKey: true }), { isApple: true, inField: false }),
    ).toBe('undo');
  });

  it('leaves fields their own undo, but opens the command palette from them', () => {
    const inField = { isApple: false, inField: true };
    expect(pressedAction(press({ key: 'z', ctrlKey: true }), inField)).toBeNull();
    expect(pressedAction(press({ key: 'Delete' }), inField)).toBeNull();
    expect(pressedAction(press({ key: 'k', ctrlKey: true }), inField)).toBe('commandPalette');
  });

  it('finds letters by their place where the keyboard writes others', () => {
    expect(pressedAction(press({ key: 'ئ', code: 'KeyZ', ctrlKey: true }), onPc)).toBe('undo');
    // A French keyboard has "z" elsewhere: what it writes counts.
    expect(pressedAction(press({ key: 'w', code: 'KeyZ', ctrlKey: true }), onPc)).toBeNull();
  });

  it('finds "/" wherever the keyboard has it', () => {
    expect(
      pressedAction(press({ key: '/', code: 'Digit7', ctrlKey: true, shiftKey: true }), onPc),
    ).toBe('shortcuts');
  });
});

it('gives no two actions the same keys', () => {
  const all = Object.values(shortcuts)
    .flat()
    .map(({ key, mod, shift, alt }: Shortcut) =>
      JSON.stringify([key, mod ?? false, shift ?? false, alt ?? false]),
    );
  expect(new Set(all).size).toBe(all.length);
});

it('writes keys as people do', () => {
  const texts = createTexts(english);
  expect(writeShortcut(texts, { key: 'z', mod: true, shift: true }, false)).toBe('Ctrl+Shift+Z');
  expect(writeShortcut(texts, { key: 'z', mod: true, shift: true }, true)).toBe('⇧⌘Z');
});

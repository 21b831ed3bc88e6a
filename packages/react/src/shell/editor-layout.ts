/** Which panels are open, and how large: plain data, for a host to keep and give back. */

import type { ColourScheme } from '../create-editor.js';

export type StartTab = 'palette' | 'outline';
export type BottomTab = 'problems' | 'runs';

export interface EditorLayout {
  readonly isStartOpen: boolean;
  readonly isEndOpen: boolean;
  readonly isBottomOpen: boolean;
  /** In pixels. */
  readonly startWidth: number;
  readonly endWidth: number;
  readonly bottomHeight: number;
  readonly startTab: StartTab;
  readonly bottomTab: BottomTab;
  /** What the user chose; `null`: as the editor says. */
  readonly colourScheme: ColourScheme | null;
}

export const usualLayout: EditorLayout = {
  isStartOpen: true,
  isEndOpen: true,
  isBottomOpen: false,
  startWidth: 280,
  endWidth: 340,
  bottomHeight: 220,
  startTab: 'palette',
  bottomTab: 'problems',
  colourScheme: null,
};

/** Below this width of the editor, in pixels, panels lie over the canvas, one at a time. */
export const narrowBelow = 900;

export const panelLimits = {
  start: { minimum: 200, maximum: 480 },
  end: { minimum: 260, maximum: 640 },
  bottom: { minimum: 120, maximum: 480 },
} as const;

/** The layout with one change; on a narrow screen opening a panel closes the others. */
export function changeLayout(
  layout: EditorLayout,
  change: Partial<EditorLayout>,
  isNarrow: boolean,
): EditorLayout {
  if (!isNarrow) return { ...layout, ...change };
  const opens =
    change.isStartOpen === true || change.isEndOpen === true || change.isBottomOpen === true;
  const closed = { isStartOpen: false, isEndOpen: false, isBottomOpen: false };
  return { ...layout, ...(opens && closed), ...change };
}

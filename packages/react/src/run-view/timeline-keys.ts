import type { TimelineRow } from '../run/timeline-model.js';

/** What keys do in a timeline. */
export interface TimelineKeyScene {
  readonly rows: readonly TimelineRow[];
  readonly active: number;
  readonly isRtl: boolean;
  readonly go: (index: number) => void;
  readonly toggle: (row: TimelineRow) => void;
  readonly open: (row: TimelineRow) => void;
  readonly zoom: (factor: number) => void;
  readonly fit: () => void;
  /** By a part of what is on screen. */
  readonly move: (by: number) => void;
}

interface PressedKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** @returns true when the key meant something here. */
export function timelineKey(pressed: PressedKey, scene: TimelineKeyScene): boolean {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return false;
  const act = keyAction(pressed, scene);
  act?.();
  return act !== undefined;
}

function keyAction(
  { key, shiftKey }: PressedKey,
  scene: TimelineKeyScene,
): (() => void) | undefined {
  const { rows, active, isRtl, go, open, zoom, fit, move } = scene;
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: active + 1,
    ArrowUp: active - 1,
    PageDown: active + 10,
    PageUp: active - 10,
    Home: 0,
    End: rows.length - 1,
  };
  const target = targets[key];
  if (target !== undefined) return () => go(target);
  if (key === '+' || key === '=') return () => zoom(2);
  if (key === '-') return () => zoom(0.5);
  if (key === '0') return fit;
  const row = rows[active];
  if (row === undefined) return undefined;
  if (key === 'Enter' || key === ' ') return () => open(row);
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return undefined;
  const isInwards = (key === 'ArrowRight') !== isRtl;
  if (shiftKey) return () => move(isInwards ? 0.25 : -0.25);
  return isInwards ? inwards(row, scene) : outwards(row, scene);
}

function inwards(row: TimelineRow, { active, go, toggle }: TimelineKeyScene): () => void {
  if (!row.isExpandable) return () => undefined;
  return row.isExpanded ? () => go(active + 1) : () => toggle(row);
}

function outwards(row: TimelineRow, { rows, active, go, toggle }: TimelineKeyScene): () => void {
  if (row.isExpandable && row.isExpanded) return () => toggle(row);
  const parent = rows.findLastIndex((other, index) => index < active && other.depth < row.depth);
  return parent < 0 ? () => undefined : () => go(parent);
}

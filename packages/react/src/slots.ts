/** The parts of the screen that a host may replace, or leave out with `null`. */

import { createContext, useContext, type ComponentType, type ReactNode } from 'react';
import type { NodeManifest } from '@flowgraft/core';
import type { EditorNode } from './editor/records.js';
import type { NodeRunState } from './run/run-states.js';

export interface NodeCardProps {
  readonly node: EditorNode;
  /** `undefined`: a node type that the server does not serve (any more). */
  readonly manifest: NodeManifest | undefined;
  readonly isSelected: boolean;
  readonly problems: number;
  readonly run: NodeRunState | null;
}

export interface LogoProps {
  readonly productName: string | undefined;
}

export interface ToolbarProps {
  /** What the toolbar holds: a host's own may place it anywhere in it. */
  readonly children: ReactNode;
}

/** Parts without properties: they read what they need with hooks. */
export type SlotPart = ComponentType<Record<never, never>>;

export interface Slots {
  readonly Logo: ComponentType<LogoProps>;
  readonly Toolbar: ComponentType<ToolbarProps>;
  readonly Palette: SlotPart;
  readonly Outline: SlotPart;
  readonly NodeCard: ComponentType<NodeCardProps>;
  readonly Inspector: SlotPart;
  readonly Problems: SlotPart;
  readonly Runs: SlotPart;
  readonly Minimap: SlotPart;
  readonly EmptyWorkflow: SlotPart;
}

export type SlotOverrides = { readonly [Name in keyof Slots]?: Slots[Name] | null | undefined };

export const SlotsContext = createContext<SlotOverrides>({});

/** What stands in a slot: the host's own, nothing (`null`), or `usual`. */
export function useSlot<Name extends keyof Slots>(
  name: Name,
  usual: Slots[Name],
): Slots[Name] | null {
  const given: SlotOverrides[Name] = useContext(SlotsContext)[name];
  return given === undefined ? usual : given;
}

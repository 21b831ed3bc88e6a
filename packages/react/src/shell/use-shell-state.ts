import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type RefObject,
} from 'react';
import type { PanelName } from '../editor/ui-state.js';
import { useSession } from '../hooks/editor-context.js';
import { useUi } from '../hooks/use-ui.js';
import { changeLayout, narrowBelow, usualLayout, type EditorLayout } from './editor-layout.js';
import { whenLoaded } from './lazy-part.js';
import type { Region, Shell } from './shell-context.js';

export interface ShellStateParts {
  readonly root: RefObject<HTMLElement | null>;
  /** What the host kept; the rest is as usual. */
  readonly layout: Partial<EditorLayout> | undefined;
  readonly onLayoutChange: ((layout: EditorLayout) => void) | undefined;
}

const regions: readonly Region[] = ['toolbar', 'start', 'canvas', 'end', 'bottom'];

const opens: Readonly<Record<PanelName | 'palette' | 'outline', Partial<EditorLayout>>> = {
  inspector: { isEndOpen: true },
  workflow: { isEndOpen: true },
  problems: { isBottomOpen: true, bottomTab: 'problems' },
  runs: { isBottomOpen: true, bottomTab: 'runs' },
  palette: { isStartOpen: true, startTab: 'palette' },
  outline: { isStartOpen: true, startTab: 'outline' },
};

/** Which panels are open, and the way to them. What was asked for by `ui.panel` is opened and given the keyboard. */
export function useShellState({ root, layout: given, onLayoutChange }: ShellStateParts): Shell {
  const { ui } = useSession();
  const isNarrow = useIsNarrow(root);
  const [begin] = useState<EditorLayout>({ ...usualLayout, ...given });
  const [layout, setState] = useState(begin);
  const [focusing, setFocusing] = useState<Region | null>(null);
  const latest = useRef({ layout, isNarrow, onLayoutChange });
  useLayoutEffect(() => {
    latest.current = { layout, isNarrow, onLayoutChange };
  });
  const setLayout = useCallback((change: Partial<EditorLayout>): void => {
    const next = changeLayout(latest.current.layout, change, latest.current.isNarrow);
    latest.current = { ...latest.current, layout: next };
    setState(next);
    latest.current.onLayoutChange?.(next);
  }, []);
  // On a narrow screen panels lie over the canvas: none does unasked. Later the user decides.
  useEffect(() => {
    const { isStartOpen, isEndOpen, isBottomOpen } = begin;
    const closed = { isStartOpen: false, isEndOpen: false, isBottomOpen: false };
    setState((now) => ({
      ...now,
      ...(isNarrow ? closed : { isStartOpen, isEndOpen, isBottomOpen }),
    }));
  }, [isNarrow, begin]);
  useEffect(() => {
    if (focusing === null) return;
    setFocusing(null);
    enter(root.current, focusing);
  }, [focusing, root]);
  const openPanel = useCallback<Shell['openPanel']>(
    (panel) => {
      const change = opens[panel];
      setLayout(change);
      setFocusing(
        change.isEndOpen === true ? 'end' : change.isStartOpen === true ? 'start' : 'bottom',
      );
    },
    [setLayout],
  );
  const wanted = useUi(({ panel }) => panel);
  useEffect(() => {
    if (wanted === null) return;
    // A wish, fulfilled once: the same one may be said again.
    ui.update((state) => ({ ...state, panel: null }));
    openPanel(wanted);
  }, [wanted, ui, openPanel]);
  return useMemo(
    () => ({
      layout,
      isNarrow,
      setLayout,
      openPanel,
      goToRegion: (step) => goToRegion(root.current, step),
    }),
    [layout, isNarrow, setLayout, openPanel, root],
  );
}

/** Whether the editor, not the window, is narrow. */
function useIsNarrow(root: RefObject<HTMLElement | null>): boolean {
  const [isNarrow, setNarrow] = useState(false);
  useLayoutEffect(() => {
    const element = root.current;
    if (element === null) return undefined;
    const measure = (): void =>
      setNarrow(element.clientWidth > 0 && element.clientWidth < narrowBelow);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [root]);
  return isNarrow;
}

function goToRegion(root: HTMLElement | null, step: 1 | -1): void {
  if (root === null) return;
  const shown = regions.filter((region) => elementOf(root, region) !== null);
  const focused = root.ownerDocument.activeElement?.closest('[data-fg-region]');
  const at = shown.findIndex((region) => elementOf(root, region) === focused);
  const next = shown.at((at + step) % shown.length);
  if (next !== undefined) enter(root, next);
}

function elementOf(root: HTMLElement, region: Region): HTMLElement | null {
  return root.querySelector(`[data-fg-region="${region}"]`);
}

const focusable =
  'button:not(:disabled):not([tabindex="-1"]), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), [tabindex="0"]';

/** Takes the keyboard to where work in that part begins: at once, and again when it turned out to be still loading. */
function enter(root: HTMLElement | null, region: Region): void {
  const element = root === null ? null : elementOf(root, region);
  if (element === null) return;
  focusIn(element);
  const { activeElement } = element.ownerDocument;
  whenLoaded(element, () => {
    if (element.ownerDocument.activeElement === activeElement) focusIn(element);
  });
}

function focusIn(element: HTMLElement): void {
  const inside = element.querySelector<HTMLElement>('[role="tabpanel"]') ?? element;
  const first =
    inside.querySelector<HTMLElement>('[data-fg-autofocus]') ??
    inside.querySelector<HTMLElement>(focusable);
  (first ?? element.querySelector<HTMLElement>(focusable))?.focus();
}

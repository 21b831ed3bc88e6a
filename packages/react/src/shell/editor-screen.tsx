import { createElement, useContext, useEffect, useRef, type ReactElement } from 'react';
import { WorkflowCanvas } from '../canvas/workflow-canvas.js';
import { RunStatesContext } from '../hooks/run-states-context.js';
import { useEditor, useSession, useTexts } from '../hooks/editor-context.js';
import { useUi } from '../hooks/use-ui.js';
import { RunOverlay } from '../run-view/run-overlay.js';
import { useSlot } from '../slots.js';
import type { WorkflowEditorProps } from './workflow-editor-props.js';
import { BottomPanel } from './bottom-panel.js';
import { CanvasMenu } from './canvas-menu.js';
import { Dialogs } from './dialogs.js';
import { panelLimits } from './editor-layout.js';
import { Icon } from '../icons/icon.js';
import { Inspector, preloadParts } from './parts.js';
import { Resizer } from './resizer.js';
import { ShellContext, useShell } from './shell-context.js';
import { StartPanel } from './start-panel.js';
import { StatusBar } from './status-bar.js';
import { Toolbar } from './toolbar.js';
import { useAnnouncements } from './use-announcements.js';
import { useKeyboard } from './use-keyboard.js';
import { useLastPlace } from './use-last-place.js';
import { useShellState } from './use-shell-state.js';

type ScreenProps = Pick<
  WorkflowEditorProps,
  'className' | 'runId' | 'onRunOpen' | 'onNavigate' | 'layout' | 'onLayoutChange'
>;

/** The screen of a workflow that is open. */
export function EditorScreen(props: ScreenProps): ReactElement {
  const { className, layout, onLayoutChange, onNavigate } = props;
  const root = useRef<HTMLDivElement>(null);
  const texts = useTexts();
  const editor = useEditor();
  const shell = useShellState({ root, layout, onLayoutChange });
  useAnnouncements();
  useShownRun(props);
  useEffect(preloadParts, []);
  return (
    <ShellContext.Provider value={shell}>
      <div
        ref={root}
        className={className === undefined ? 'fg-root fg-editor' : `fg-root fg-editor ${className}`}
        lang={texts.locale}
        dir={texts.direction}
        data-fg-scheme={shell.layout.colourScheme ?? editor.colourScheme}
        data-fg-narrow={shell.isNarrow ? '' : undefined}
      >
        <Screen onNavigate={onNavigate} />
      </div>
    </ShellContext.Provider>
  );
}

/** Shows the run that the host names, and tells the host which one is shown. */
function useShownRun({ runId, onRunOpen }: ScreenProps): void {
  const { ui } = useSession();
  const shown = useUi((state) => state.runId);
  const tell = useRef(onRunOpen);
  useEffect(() => {
    tell.current = onRunOpen;
  });
  useEffect(() => {
    ui.update((state) => ({ ...state, runId: runId ?? null }));
  }, [ui, runId]);
  const told = useRef(runId ?? null);
  useEffect(() => {
    if (shown !== told.current) tell.current?.(shown);
    told.current = shown;
  }, [shown]);
}

function Screen({ onNavigate }: Pick<ScreenProps, 'onNavigate'>): ReactElement {
  const keyboard = useKeyboard();
  const texts = useTexts();
  const pointer = useLastPlace();
  const { layout, isNarrow, setLayout } = useShell();
  const isCovered = isNarrow && (layout.isStartOpen || layout.isEndOpen || layout.isBottomOpen);
  const isEscaping = useRef(false);
  return (
    // Where a press leaves the focus: from here the shortcuts are this editor's, and no other's.
    <div
      className="fg-editor-frame"
      role="group"
      aria-label={texts('toolbar.title')}
      tabIndex={-1}
      {...keyboard}
      {...pointer.events}
      onKeyDownCapture={({ key, currentTarget }) => {
        // A menu or dialog that is open takes this press for itself, and is gone when the key comes up.
        const isTaken = currentTarget.querySelector(':popover-open, dialog[open]') !== null;
        isEscaping.current = key === 'Escape' && !isTaken;
      }}
      onKeyUp={({ key }) => {
        if (key === 'Escape' && isEscaping.current && isCovered) setLayout(closed);
        isEscaping.current = false;
      }}
    >
      <Toolbar />
      <RunOverlay onNavigate={onNavigate}>
        <div className="fg-editor-body">
          <StartPanel />
          <Main isCovered={isCovered} />
          <EndPanel />
        </div>
      </RunOverlay>
      <StatusBar />
      <Dialogs anchor={pointer.anchor} />
    </div>
  );
}

function Main({ isCovered }: { readonly isCovered: boolean }): ReactElement {
  const texts = useTexts();
  const run = useContext(RunStatesContext);
  const { setLayout } = useShell();
  return (
    <main className="fg-editor-main">
      <div className="fg-editor-canvas" data-fg-region="canvas">
        <CanvasMenu>
          <WorkflowCanvas run={run} />
        </CanvasMenu>
      </div>
      {isCovered && (
        <button
          type="button"
          className="fg-editor-cover"
          aria-label={texts('shell.closePanel')}
          onClick={() => setLayout(closed)}
        />
      )}
      <BottomPanel />
    </main>
  );
}

const closed = { isStartOpen: false, isEndOpen: false, isBottomOpen: false };

function EndPanel(): ReactElement | null {
  const texts = useTexts();
  const { layout, isNarrow, setLayout } = useShell();
  const Shown = useSlot('Inspector', Inspector);
  if (Shown === null || !layout.isEndOpen) return null;
  const { minimum, maximum } = panelLimits.end;
  return (
    <>
      {!isNarrow && (
        <Resizer
          label={texts('shell.resizeEnd')}
          side="end"
          size={layout.endWidth}
          minimum={minimum}
          maximum={maximum}
          onChange={(endWidth) => setLayout({ endWidth })}
        />
      )}
      <aside
        className="fg-panel fg-panel--end"
        data-fg-region="end"
        aria-label={texts('shell.end')}
        style={isNarrow ? undefined : { inlineSize: layout.endWidth }}
      >
        {isNarrow && (
          <button
            type="button"
            className="fg-button fg-button--quiet fg-button--icon fg-panel-close"
            aria-label={texts('shell.closePanel')}
            onClick={() => setLayout(closed)}
          >
            <Icon name="x" />
          </button>
        )}
        {createElement(Shown)}
      </aside>
    </>
  );
}

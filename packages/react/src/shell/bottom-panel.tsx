import type { ReactElement } from 'react';
import { useEditor, useSession, useTexts } from '../hooks/editor-context.js';
import { useProblems } from '../hooks/use-problems.js';
import { Icon } from '../icons/icon.js';
import { Problems } from '../panels/problems.js';
import { useSlot } from '../slots.js';
import { panelLimits, type BottomTab } from './editor-layout.js';
import { RunsPanel } from './parts.js';
import { Resizer } from './resizer.js';
import { useShell } from './shell-context.js';
import { Tabs, type Tab } from './tabs.js';

/** The panel below the canvas: problems and runs. */
export function BottomPanel(): ReactElement | null {
  const texts = useTexts();
  const { layout, isNarrow, setLayout } = useShell();
  const tabs = useBottomTabs();
  if (tabs.length === 0 || !layout.isBottomOpen) return null;
  const { minimum, maximum } = panelLimits.bottom;
  const close = (
    <button
      type="button"
      className="fg-button fg-button--quiet fg-button--icon fg-button--small fg-tabs-close"
      aria-label={texts('shell.closePanel')}
      onClick={() => setLayout({ isBottomOpen: false })}
    >
      <Icon name="x" size={14} />
    </button>
  );
  return (
    <>
      {!isNarrow && (
        <Resizer
          label={texts('shell.resizeBottom')}
          side="below"
          size={layout.bottomHeight}
          minimum={minimum}
          maximum={maximum}
          onChange={(bottomHeight) => setLayout({ bottomHeight })}
        />
      )}
      <section
        className="fg-panel fg-panel--bottom"
        data-fg-region="bottom"
        aria-label={texts('shell.bottom')}
        style={isNarrow ? undefined : { blockSize: layout.bottomHeight }}
      >
        <Tabs
          label={texts('shell.bottom')}
          tabs={tabs}
          current={layout.bottomTab}
          onChange={(bottomTab) => setLayout({ bottomTab })}
          after={close}
        />
      </section>
    </>
  );
}

function useBottomTabs(): Tab<BottomTab>[] {
  const texts = useTexts();
  const editor = useEditor();
  const { workflowId } = useSession();
  const problems = useProblems().length;
  const ProblemsSlot = useSlot('Problems', Problems);
  const RunsSlot = useSlot('Runs', RunsPanel);
  const tabs: Tab<BottomTab>[] = [];
  if (ProblemsSlot !== null) {
    const badge =
      problems > 0 ? (
        <span className="fg-tag fg-tag--danger">{texts.number(problems)}</span>
      ) : undefined;
    tabs.push({
      name: 'problems',
      label: texts('shell.problems'),
      badge,
      content: () => <ProblemsSlot />,
    });
  }
  if (RunsSlot !== null && editor.features.runs && editor.can('run.read', { workflowId })) {
    tabs.push({ name: 'runs', label: texts('shell.runs'), content: () => <RunsSlot /> });
  }
  return tabs;
}

import type { ReactElement } from 'react';
import { useEditor, useTexts } from '../hooks/editor-context.js';
import { Palette } from '../panels/palette.js';
import { useSlot } from '../slots.js';
import { panelLimits, type StartTab } from './editor-layout.js';
import { Outline } from './parts.js';
import { Resizer } from './resizer.js';
import { useShell } from './shell-context.js';
import { Tabs, type Tab } from './tabs.js';

/** The panel where a line begins: what can be added, and the outline. */
export function StartPanel(): ReactElement | null {
  const texts = useTexts();
  const { features } = useEditor();
  const { layout, isNarrow, setLayout } = useShell();
  const PaletteSlot = useSlot('Palette', Palette);
  const OutlineSlot = useSlot('Outline', Outline);
  const tabs: Tab<StartTab>[] = [];
  if (features.palette && PaletteSlot !== null) {
    tabs.push({ name: 'palette', label: texts('shell.palette'), content: () => <PaletteSlot /> });
  }
  if (features.outline && OutlineSlot !== null) {
    tabs.push({ name: 'outline', label: texts('shell.outline'), content: () => <OutlineSlot /> });
  }
  if (tabs.length === 0 || !layout.isStartOpen) return null;
  const { minimum, maximum } = panelLimits.start;
  return (
    <>
      <aside
        className="fg-panel fg-panel--start"
        data-fg-region="start"
        aria-label={texts('shell.start')}
        style={isNarrow ? undefined : { inlineSize: layout.startWidth }}
      >
        <Tabs
          label={texts('shell.start')}
          tabs={tabs}
          current={layout.startTab}
          onChange={(startTab) => setLayout({ startTab })}
        />
      </aside>
      {!isNarrow && (
        <Resizer
          label={texts('shell.resizeStart')}
          side="start"
          size={layout.startWidth}
          minimum={minimum}
          maximum={maximum}
          onChange={(startWidth) => setLayout({ startWidth })}
        />
      )}
    </>
  );
}

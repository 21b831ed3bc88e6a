import { createElement, useState, type ReactElement } from 'react';
import { setWorkflow } from '../editor/commands/set-workflow.js';
import { useEditor, useSession, useTexts } from '../hooks/editor-context.js';
import { useCommand } from '../hooks/use-command.js';
import { useDocument } from '../hooks/use-document.js';
import { useHistory } from '../hooks/use-history.js';
import { useStore } from '../hooks/use-store.js';
import { Icon } from '../icons/icon.js';
import type { EditorIconName } from '../icons/icon-shapes.js';
import type { ColourScheme } from '../create-editor.js';
import { NameField } from '../panels/name-field.js';
import { useSlot, type LogoProps, type ToolbarProps } from '../slots.js';
import type { EditorAction } from './editor-actions.js';
import { MenuButton, type MenuEntry } from './menu.js';
import { SavingStatus } from './saving-status.js';
import { useShell } from './shell-context.js';
import { isAppleDevice, keysOf, type ActionId } from './shortcuts.js';
import { useActions } from './use-actions.js';

/** The line above the workflow: its name, how it is saved, undo, run, publish, and the rest in a menu. */
export function Toolbar(): ReactElement | null {
  const Frame = useSlot('Toolbar', UsualToolbar);
  const Logo = useSlot('Logo', UsualLogo);
  const { productName } = useEditor();
  if (Frame === null) return null;
  const content = (
    <>
      {Logo !== null && createElement(Logo, { productName })}
      <PanelButton id="toggleStart" />
      <WorkflowName />
      <SavingStatus />
      <span className="fg-toolbar-space" />
      <HistoryButtons />
      <MainButtons />
      <MoreMenu />
      <PanelButton id="toggleEnd" />
    </>
  );
  return createElement(Frame, null, content);
}

function UsualToolbar({ children }: ToolbarProps): ReactElement {
  const texts = useTexts();
  return (
    <header className="fg-toolbar" data-fg-region="toolbar" aria-label={texts('toolbar.title')}>
      {children}
    </header>
  );
}

function UsualLogo({ productName }: LogoProps): ReactElement | null {
  return productName === undefined ? null : (
    <span className="fg-toolbar-product">{productName}</span>
  );
}

function WorkflowName(): ReactElement {
  const texts = useTexts();
  const { document } = useSession();
  const run = useCommand();
  const name = useDocument(({ meta }) => meta.name ?? '');
  const [isRenaming, setRenaming] = useState(false);
  const shown = name === '' ? texts('toolbar.unnamed') : name;
  if (isRenaming) {
    return (
      <NameField
        label={texts('toolbar.name')}
        name={name}
        onEnd={(given) => {
          setRenaming(false);
          if (given !== null && given !== name)
            run(setWorkflow, { name: given === '' ? undefined : given });
        }}
      />
    );
  }
  return (
    <h1 className="fg-toolbar-name">
      {document.isReadOnly ? (
        shown
      ) : (
        <button
          type="button"
          className="fg-toolbar-rename"
          title={texts('toolbar.rename')}
          aria-label={texts('toolbar.renameNamed', { name: shown })}
          onClick={() => setRenaming(true)}
        >
          <bdi>{shown}</bdi>
        </button>
      )}
    </h1>
  );
}

function HistoryButtons(): ReactElement | null {
  // Both are drawn again with the history.
  useHistory();
  const { actions } = useActions();
  const shown = actions().filter(({ id }) => id === 'undo' || id === 'redo');
  return (
    <>
      {shown.map((action) => (
        <ActionButton key={action.id} action={action} />
      ))}
    </>
  );
}

/** A button with a drawing, named by its action. It stays reachable while it cannot be used, and says why. */
function ActionButton({ action }: { readonly action: EditorAction }): ReactElement {
  const { id, label, icon, refusal, run } = action;
  const keys = keysOf(useTexts(), id, isAppleDevice());
  return (
    <button
      type="button"
      className="fg-button fg-button--quiet fg-button--icon"
      aria-label={label}
      title={refusal ?? (keys === undefined ? label : `${label} (${keys})`)}
      aria-disabled={refusal === undefined ? undefined : true}
      onClick={() => {
        if (refusal === undefined) run();
      }}
    >
      <Icon name={icon} />
    </button>
  );
}

function MainButtons(): ReactElement {
  const { actions } = useActions();
  const texts = useTexts();
  const shown = actions();
  const button = (id: ActionId, kind: string, text: string): ReactElement | null => {
    const action = shown.find((each) => each.id === id);
    if (action === undefined) return null;
    return (
      <button type="button" className={`fg-button ${kind}`} onClick={action.run}>
        <Icon name={action.icon} />
        <span className="fg-toolbar-word">{text}</span>
      </button>
    );
  };
  return (
    <>
      {button('run', 'fg-toolbar-run', texts('toolbar.run'))}
      {button('publish', 'fg-button--primary', texts('toolbar.publish'))}
    </>
  );
}

/** Opens and closes a panel at the side. */
function PanelButton({ id }: { readonly id: 'toggleStart' | 'toggleEnd' }): ReactElement {
  const texts = useTexts();
  const { layout, setLayout } = useShell();
  const isStart = id === 'toggleStart';
  const isOpen = isStart ? layout.isStartOpen : layout.isEndOpen;
  const icon: EditorIconName = isStart ? 'panel-left' : 'panel-right';
  const label = texts(isStart ? 'toolbar.startPanel' : 'toolbar.endPanel');
  return (
    <button
      type="button"
      className="fg-button fg-button--quiet fg-button--icon"
      aria-label={label}
      title={label}
      aria-pressed={isOpen}
      onClick={() => setLayout(isStart ? { isStartOpen: !isOpen } : { isEndOpen: !isOpen })}
    >
      <Icon name={icon} />
    </button>
  );
}

const inMenu: readonly ActionId[] = [
  'commandPalette',
  'find',
  'versions',
  'layout',
  'workflowSettings',
  'json',
  'problems',
  'runs',
  'shortcuts',
];
const schemes: readonly ColourScheme[] = ['system', 'light', 'dark', 'contrast'];

function MoreMenu(): ReactElement {
  const texts = useTexts();
  const editor = useEditor();
  const { actions } = useActions();
  const { layout, setLayout } = useShell();
  // The menu's own words change with what is saved and selected: it asks when it opens.
  useStore(useSession().canvas);
  const entries = (): MenuEntry[] => {
    const known = actions();
    const chosen = layout.colourScheme ?? editor.colourScheme;
    return [
      ...inMenu.flatMap((id): MenuEntry[] => {
        const action = known.find((each) => each.id === id);
        return action === undefined
          ? []
          : [{ ...action, keys: keysOf(texts, id, isAppleDevice()) }];
      }),
      'separator',
      ...schemes.map((scheme): MenuEntry => ({
        id: scheme,
        label: texts(`toolbar.scheme.${scheme}`),
        isChecked: chosen === scheme,
        run: () => setLayout({ colourScheme: scheme }),
      })),
    ];
  };
  return (
    <MenuButton label={texts('toolbar.more')} entries={entries}>
      <Icon name="more" />
    </MenuButton>
  );
}

/** Everything that can be done from anywhere: what the keyboard map, the command palette and the menus offer. */

import { copySelection } from '../editor/clipboard.js';
import { addNote } from '../editor/commands/add-note.js';
import { duplicate } from '../editor/commands/duplicate.js';
import { removeSelection } from '../editor/commands/remove-selection.js';
import { toggleDisabled } from '../editor/commands/toggle-disabled.js';
import { upgradeVersion } from '../editor/commands/upgrade-version.js';
import type { Editor } from '../create-editor.js';
import type { Edit } from '../editor/document-store.js';
import { nodesIn } from '../editor/document-queries.js';
import type { DialogName, UiState } from '../editor/ui-state.js';
import type { WorkflowSession } from '../editor/workflow-session.js';
import type { RunCommand } from '../hooks/use-command.js';
import type { EditorIconName } from '../icons/icon-shapes.js';
import type { Texts } from '../language/text.js';
import { alignActions, outputPorts } from '../panels/node-menu.js';
import type { NodeEdits } from '../panels/use-node-edits.js';
import { anywhere } from '../panels/use-palette.js';
import { freePlace } from '../panels/free-place.js';
import { editName } from './edit-name.js';
import type { Shell } from './shell-context.js';
import type { ActionId } from './shortcuts.js';

export interface EditorAction {
  readonly id: ActionId;
  readonly label: string;
  readonly icon: EditorIconName;
  /** Why it cannot be done now. */
  readonly refusal?: string | undefined;
  readonly run: () => void;
}

export interface ActionParts {
  readonly editor: Editor;
  readonly session: WorkflowSession;
  readonly shell: Shell;
  readonly texts: Texts;
  readonly run: RunCommand;
  readonly edits: NodeEdits;
  /** Puts the nodes in order; `null` when the editor is without it. */
  readonly layOut: (() => void) | null;
}

/** The actions that this user has in this editor, as they stand now. */
export function editorActions(parts: ActionParts): EditorAction[] {
  return [
    ...historyActions(parts),
    ...nodeActions(parts),
    ...nodeQuestions(parts),
    ...arrangeActions(parts),
    ...clipboardActions(parts),
    ...workflowActions(parts),
    ...viewActions(parts),
    ...panelActions(parts),
  ];
}

function historyActions({ session, texts, editor }: ActionParts): EditorAction[] {
  const { document } = session;
  if (document.isReadOnly) return [];
  const { undo, redo } = document.history.get();
  const name = (edit: Edit): string => editName(texts, edit);
  return [
    {
      id: 'undo',
      label: undo === null ? texts('action.undo') : texts('action.undoNamed', { name: name(undo) }),
      icon: 'undo',
      refusal: undo === null ? texts('action.nothingToUndo') : undefined,
      run: () => void document.undo(),
    },
    {
      id: 'redo',
      label: redo === null ? texts('action.redo') : texts('action.redoNamed', { name: name(redo) }),
      icon: 'redo',
      refusal: redo === null ? texts('action.nothingToRedo') : undefined,
      run: () => void document.redo(),
    },
    ...(editor.can('workflow.edit', { workflowId: session.workflowId })
      ? [
          {
            id: 'save',
            label: texts('action.save'),
            icon: 'check',
            run: () => void session.save(),
          } as const,
        ]
      : []),
  ];
}

function nodeActions({ session, texts, run, shell }: ActionParts): EditorAction[] {
  const { document, selection, ui } = session;
  const only = selection.onlyNode;
  const node = only === null ? undefined : document.get().nodes.get(only);
  const oneNode = node === undefined ? texts('action.selectOneNode') : undefined;
  const { nodes } = selection.get();
  const someNodes = nodes.size === 0 ? texts('action.selectNodes') : undefined;
  const configure: EditorAction = {
    id: 'configure',
    label: texts('action.configure'),
    icon: 'sliders',
    refusal: oneNode,
    run: () => shell.openPanel('inspector'),
  };
  if (document.isReadOnly) return [configure];
  return [
    {
      id: 'addNode',
      label: texts('action.addNode'),
      icon: 'plus',
      run: () => ui.update((state) => ({ ...state, adding: anywhere })),
    },
    {
      id: 'connect',
      label: texts('action.connect'),
      icon: 'plug',
      refusal: oneNode,
      run: () => {
        const [port = 'out'] = node === undefined ? [] : outputPorts(session, node);
        if (only !== null) set(session, { connecting: { nodeId: only, port } });
      },
    },
    configure,
    {
      id: 'rename',
      label: texts('action.rename'),
      icon: 'pencil',
      refusal: oneNode,
      run: () => set(session, { renaming: only }),
    },
    {
      id: 'toggleDisabled',
      label: texts('action.toggleDisabled'),
      icon: 'power',
      refusal: someNodes,
      run: () => void run(toggleDisabled, { nodeIds: [...nodes] }),
    },
  ];
}

function nodeQuestions({ session, texts, edits }: ActionParts): EditorAction[] {
  const { document, selection } = session;
  const nodeId = selection.onlyNode;
  const refusal = nodeId === null ? texts('action.selectOneNode') : undefined;
  const ask = (about: 'usages' | 'type') => () => {
    if (nodeId !== null) edits.ask(about, nodeId);
  };
  const usages: EditorAction = {
    id: 'usages',
    label: texts('action.usages'),
    icon: 'search',
    refusal,
    run: ask('usages'),
  };
  if (document.isReadOnly) return [usages];
  const old = nodeId === null ? null : document.check(upgradeVersion, { nodeId });
  return [
    usages,
    {
      id: 'changeType',
      label: texts('action.changeType'),
      icon: 'rotate-cw',
      refusal,
      run: ask('type'),
    },
    {
      id: 'upgrade',
      label: texts('action.upgrade'),
      icon: 'arrow-up',
      refusal: refusal ?? (old === null ? undefined : texts(old.message, old.values)),
      run: () => {
        if (nodeId !== null) edits.upgrade(nodeId);
      },
    },
  ];
}

function arrangeActions(parts: ActionParts): EditorAction[] {
  return parts.session.document.isReadOnly ? [] : alignActions(parts);
}

function clipboardActions({ session, texts, run }: ActionParts): EditorAction[] {
  const { document, selection, catalogue } = session;
  const { nodes, notes, edges } = selection.get();
  const none = nodes.size + notes.size === 0 ? texts('action.selectFirst') : undefined;
  const copy = (): void => {
    const text = copySelection(document.get(), { nodes, notes });
    if (text !== null) void navigator.clipboard.writeText(text);
  };
  const selectAll = (): void => {
    const graph = document.get().nodes.get(selection.onlyNode ?? '')?.graph ?? null;
    selection.select({
      nodes: nodesIn(document.get(), graph).map(({ id }) => id),
      notes: graph === null ? document.get().notes.keys() : [],
    });
  };
  const always: EditorAction[] = [
    { id: 'copy', label: texts('action.copy'), icon: 'copy', refusal: none, run: copy },
    { id: 'selectAll', label: texts('action.selectAll'), icon: 'maximize', run: selectAll },
  ];
  if (document.isReadOnly) return always;
  const remove = (): void => {
    if (run(removeSelection, { nodes, edges, notes }).ok) selection.clear();
  };
  return [
    ...always,
    {
      id: 'duplicate',
      label: texts('action.duplicate'),
      icon: 'copy',
      refusal: none,
      run: () => {
        const outcome = run(duplicate, { nodes, notes });
        if (outcome.ok) selection.select(outcome.result);
      },
    },
    {
      id: 'remove',
      label: texts('action.remove'),
      icon: 'trash',
      refusal: none === undefined || edges.size > 0 ? undefined : none,
      run: remove,
    },
    {
      id: 'addNote',
      label: texts('action.addNote'),
      icon: 'sticky-note',
      run: () => {
        const centre = session.canvas.get()?.centre() ?? null;
        const position = freePlace(document.get(), catalogue, anywhere, centre);
        const outcome = run(addNote, { graph: null, position });
        if (outcome.ok) selection.select({ notes: [outcome.result] });
      },
    },
  ];
}

function workflowActions({ editor, session, texts, shell, layOut }: ActionParts): EditorAction[] {
  const { workflowId } = session;
  const { features } = editor;
  const mayEdit = !session.document.isReadOnly;
  const open = (dialog: DialogName) => () => set(session, { dialog });
  // What is run is what is on the screen: the server must have it first.
  const start = (): Promise<void> => session.save().then(open('start'));
  const actions: (EditorAction | false)[] = [
    features.runs &&
      editor.can('run.start', { workflowId }) && {
        id: 'run',
        label: texts('action.run'),
        icon: 'play',
        run: () => void start(),
      },
    features.publish &&
      editor.can('workflow.publish', { workflowId }) && {
        id: 'publish',
        label: texts('action.publish'),
        icon: 'upload',
        run: open('publish'),
      },
    features.versions && {
      id: 'versions',
      label: texts('action.versions'),
      icon: 'history',
      run: open('versions'),
    },
    layOut !== null &&
      mayEdit &&
      features.layout && {
        id: 'layout',
        label: texts('action.layout'),
        icon: 'layout',
        run: layOut,
      },
    {
      id: 'workflowSettings',
      label: texts('action.workflowSettings'),
      icon: 'settings',
      run: () => {
        session.selection.clear();
        shell.openPanel('workflow');
      },
    },
    { id: 'json', label: texts('action.json'), icon: 'braces', run: open('json') },
  ];
  return actions.filter((action) => action !== false);
}

function viewActions({ editor, session, texts }: ActionParts): EditorAction[] {
  const canvas = session.canvas.get();
  const open = (dialog: DialogName) => () => set(session, { dialog });
  const always: (EditorAction | false)[] = [
    editor.features.commandPalette && {
      id: 'commandPalette',
      label: texts('action.commandPalette'),
      icon: 'command',
      run: open('commandPalette'),
    },
    { id: 'find', label: texts('action.find'), icon: 'search', run: open('find') },
    { id: 'shortcuts', label: texts('action.shortcuts'), icon: 'keyboard', run: open('shortcuts') },
  ];
  const shown = always.filter((action) => action !== false);
  if (canvas === null) return shown;
  return [
    ...shown,
    { id: 'fit', label: texts('action.fit'), icon: 'maximize', run: () => canvas.fit() },
    { id: 'zoomIn', label: texts('action.zoomIn'), icon: 'zoom-in', run: () => canvas.zoomIn() },
    {
      id: 'zoomOut',
      label: texts('action.zoomOut'),
      icon: 'zoom-out',
      run: () => canvas.zoomOut(),
    },
  ];
}

function panelActions({ editor, session, texts, shell }: ActionParts): EditorAction[] {
  const { layout, setLayout, openPanel, goToRegion } = shell;
  const { features } = editor;
  const mayReadRuns = features.runs && editor.can('run.read', { workflowId: session.workflowId });
  const action = (id: PanelAction, icon: EditorIconName, run: () => void): EditorAction => ({
    id,
    label: texts(`action.${id}`),
    icon,
    run,
  });
  return [
    ...(features.palette ? [action('palette', 'plus', () => openPanel('palette'))] : []),
    ...(features.outline ? [action('outline', 'list-tree', () => openPanel('outline'))] : []),
    action('problems', 'alert-triangle', () => openPanel('problems')),
    ...(mayReadRuns ? [action('runs', 'play', () => openPanel('runs'))] : []),
    action('toggleStart', 'panel-left', () => setLayout({ isStartOpen: !layout.isStartOpen })),
    action('toggleEnd', 'panel-right', () => setLayout({ isEndOpen: !layout.isEndOpen })),
    action('toggleBottom', 'panel-bottom', () => setLayout({ isBottomOpen: !layout.isBottomOpen })),
    action('nextRegion', 'arrow-right', () => goToRegion(1)),
    action('previousRegion', 'arrow-left', () => goToRegion(-1)),
  ];
}

type PanelAction =
  | 'palette'
  | 'outline'
  | 'problems'
  | 'runs'
  | 'toggleStart'
  | 'toggleEnd'
  | 'toggleBottom'
  | 'nextRegion'
  | 'previousRegion';

function set({ ui }: WorkflowSession, change: Partial<UiState>): void {
  ui.update((state) => ({ ...state, ...change }));
}

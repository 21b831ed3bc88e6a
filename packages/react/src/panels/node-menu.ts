/** What can be done with nodes and connections by a menu, wherever they are shown. */

import { errorPort } from '@flowgraft/core/document';
import type { Refusal } from '../editor/command.js';
import { align, type Alignment } from '../editor/commands/align.js';
import { distribute } from '../editor/commands/distribute.js';
import { upgradeVersion } from '../editor/commands/upgrade-version.js';
import { geometryOf } from '../editor/geometry/geometry.js';
import type { EditorNode } from '../editor/records.js';
import type { WorkflowSession } from '../editor/workflow-session.js';
import type { Texts } from '../language/text.js';
import type { MenuAction, MenuEntry } from '../shell/menu.js';
import { portLabel, bodyLabel } from './node-text.js';
import type { NodeEdits } from './use-node-edits.js';

export interface NodeMenuParts {
  readonly session: WorkflowSession;
  readonly texts: Texts;
  readonly edits: NodeEdits;
  readonly rename: (nodeId: string) => void;
  /** Whether the run that is shown has come to the node. */
  readonly hasStep: (nodeId: string) => boolean;
  /** Whether the user may start runs. */
  readonly mayRun: boolean;
}

/** What can be done with a node; while the workflow cannot be changed, only what changes nothing. */
export function nodeMenu(parts: NodeMenuParts, node: EditorNode): MenuEntry[] {
  const { session, texts, edits } = parts;
  const { id } = node;
  const configure: MenuAction = {
    id: 'configure',
    label: texts('outline.configure'),
    icon: 'sliders',
    keys: texts('key.Enter'),
    run: () => edits.configure(id),
  };
  const step: MenuAction = {
    id: 'step',
    label: texts('node.openStep'),
    icon: 'history',
    run: () => edits.ask('step', id),
  };
  const usages: MenuAction = {
    id: 'usages',
    label: texts('node.usages'),
    icon: 'search',
    run: () => edits.ask('usages', id),
  };
  const looking = [configure, ...(parts.hasStep(id) ? [step] : []), usages];
  if (session.document.isReadOnly) return [...looking, ...runActions(parts)];
  return [
    ...looking,
    {
      id: 'rename',
      label: texts('outline.rename'),
      icon: 'pencil',
      keys: 'F2',
      run: () => parts.rename(id),
    },
    'separator',
    ...portActions(parts, node),
    ...[...node.bodies.keys()].map((body): MenuAction => ({
      id: `inside ${body}`,
      label: texts('outline.addInside', { name: bodyLabel(texts, body) }),
      icon: 'plus',
      run: () => edits.addIn({ nodeId: id, body }),
    })),
    'separator',
    ...changeActions(parts, node),
    'separator',
    ...runActions(parts),
    {
      id: 'remove',
      label: texts('outline.remove'),
      icon: 'trash',
      isDanger: true,
      keys: texts('key.Delete'),
      run: () => edits.remove([id]),
    },
  ];
}

function changeActions({ session, texts, edits }: NodeMenuParts, node: EditorNode): MenuAction[] {
  const { id, data } = node;
  const upgrade: MenuAction = {
    id: 'upgrade',
    label: texts('node.upgrade'),
    icon: 'arrow-up',
    run: () => edits.upgrade(id),
  };
  return [
    {
      id: 'move',
      label: texts('outline.move'),
      icon: 'arrow-up-down',
      run: () => edits.ask('move', id),
    },
    {
      id: 'duplicate',
      label: texts('outline.duplicate'),
      icon: 'copy',
      run: () => edits.duplicate([id]),
    },
    ...(session.document.check(upgradeVersion, { nodeId: id }) === null ? [upgrade] : []),
    {
      id: 'type',
      label: texts('node.changeType'),
      icon: 'rotate-cw',
      run: () => edits.ask('type', id),
    },
    {
      id: 'toggle',
      label: texts(data.disabled === true ? 'outline.enable' : 'outline.disable'),
      icon: 'power',
      run: () => edits.toggleDisabled([id]),
    },
  ];
}

function runActions({ texts, edits, mayRun }: NodeMenuParts): MenuAction[] {
  if (!mayRun) return [];
  return [{ id: 'run', label: texts('action.run'), icon: 'play', run: () => edits.startRun() }];
}

const alignments = ['start', 'centre', 'end', 'top', 'middle', 'bottom'] as const;

/** Ways to line up the nodes that are selected, and to space them evenly, each with why it cannot be done now. */
export function alignActions({
  session,
  texts,
  edits,
}: Pick<NodeMenuParts, 'session' | 'texts' | 'edits'>): AlignAction[] {
  const { document, selection } = session;
  const nodes = [...selection.get().nodes];
  const why = (refusal: Refusal | null): string | undefined =>
    refusal === null ? undefined : texts(refusal.message, refusal.values);
  return [
    ...alignments.map((to) => ({
      id: `align.${to}` as const,
      label: texts(`align.${to}`),
      icon: `align.${to}` as const,
      refusal: why(document.check(align, { nodes, to })),
      run: () => edits.align(nodes, to),
    })),
    ...(['x', 'y'] as const).map((along) => ({
      id: `distribute.${along}` as const,
      label: texts(`distribute.${along}`),
      icon: `distribute.${along}` as const,
      refusal: why(document.check(distribute, { nodes, along })),
      run: () => edits.distribute(nodes, along),
    })),
  ];
}

export interface AlignAction extends MenuAction {
  readonly id: AlignId;
  readonly icon: AlignId;
}

export type AlignId = `align.${Alignment}` | `distribute.${'x' | 'y'}`;

/** What can be done with the nodes that are selected, of which there are several. */
export function severalMenu(parts: NodeMenuParts): MenuEntry[] {
  const { session, texts, edits } = parts;
  if (session.document.isReadOnly) return runActions(parts);
  const nodes = [...session.selection.get().nodes];
  const possible = alignActions(parts).filter(({ refusal }) => refusal === undefined);
  return [
    ...possible,
    ...(possible.length > 0 ? (['separator'] as const) : []),
    {
      id: 'duplicate',
      label: texts('outline.duplicate'),
      icon: 'copy',
      run: () => edits.duplicate(nodes),
    },
    {
      id: 'toggle',
      label: texts('inspector.switchOff'),
      icon: 'power',
      run: () => edits.toggleDisabled(nodes),
    },
    {
      id: 'remove',
      label: texts('outline.remove'),
      icon: 'trash',
      isDanger: true,
      keys: texts('key.Delete'),
      run: () => edits.remove(nodes),
    },
  ];
}

/** What can be done with a connection. */
export function edgeMenu({ texts, edits }: NodeMenuParts, edgeId: string): MenuEntry[] {
  return [
    {
      id: 'insert',
      label: texts('outline.insert'),
      icon: 'plus',
      keys: '+',
      run: () => edits.addOnEdge(edgeId),
    },
    {
      id: 'disconnect',
      label: texts('outline.disconnect'),
      icon: 'trash',
      isDanger: true,
      keys: texts('key.Delete'),
      run: () => edits.disconnect(edgeId),
    },
  ];
}

/** The ports of a node that lead on, `error` last. */
export function outputPorts({ document, catalogue }: WorkflowSession, node: EditorNode): string[] {
  return geometryOf(document.get(), catalogue)
    .ports(node)
    .outputs.map(({ name }) => name);
}

/** For each output: add a node behind it, connect it. Where there is only one besides errors, it is not named. */
function portActions({ session, texts, edits }: NodeMenuParts, node: EditorNode): MenuAction[] {
  const ports = outputPorts(session, node);
  const isPlain = ports.filter((port) => port !== errorPort).length === 1;
  return ports.flatMap((port): MenuAction[] => {
    const from = { nodeId: node.id, port };
    const isUsual = isPlain && port !== errorPort;
    const label = portLabel(texts, port);
    return [
      {
        id: `add ${port}`,
        label: isUsual ? texts('outline.addAfter') : texts('outline.addAfterPort', { port: label }),
        icon: 'plus',
        keys: isUsual ? '+' : undefined,
        run: () => edits.addAfter(from),
      },
      {
        id: `connect ${port}`,
        label: isUsual ? texts('outline.connect') : texts('outline.connectPort', { port: label }),
        icon: 'plug',
        keys: isUsual ? '>' : undefined,
        run: () => edits.connectFrom(from),
      },
    ];
  });
}

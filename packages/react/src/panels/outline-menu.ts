/** The actions of a row of the outline. */

import { geometryOf } from '../editor/geometry/geometry.js';
import { errorPort } from '@flowgraft/core/browser';
import type { EditorNode } from '../editor/records.js';
import type { WorkflowSession } from '../editor/workflow-session.js';
import type { Texts } from '../language/text.js';
import type { MenuAction, MenuEntry } from '../shell/menu.js';
import { portLabel, bodyLabel } from './node-text.js';
import type { OutlineRow } from './outline-model.js';
import type { NodeEdits } from './use-node-edits.js';

export interface OutlineMenuParts {
  readonly session: WorkflowSession;
  readonly texts: Texts;
  readonly edits: NodeEdits;
  readonly rename: (nodeId: string) => void;
  readonly move: (nodeId: string) => void;
}

/** What can be done with a row; while the workflow cannot be changed, only what changes nothing. */
export function outlineMenu(parts: OutlineMenuParts, row: OutlineRow): MenuEntry[] {
  const { session, texts, edits } = parts;
  const isReadOnly = session.document.isReadOnly;
  if (row.kind === 'node') return nodeMenu(parts, row.node);
  if (isReadOnly) return [];
  if (row.kind === 'body') {
    const graph = { nodeId: row.nodeId, body: row.body };
    const label = texts('outline.addInside', { name: bodyLabel(texts, row.body) });
    return [{ id: 'add', label, icon: 'plus', run: () => edits.addIn(graph) }];
  }
  const { id } = row.edge;
  return [
    {
      id: 'insert',
      label: texts('outline.insert'),
      icon: 'plus',
      keys: '+',
      run: () => edits.addOnEdge(id),
    },
    {
      id: 'disconnect',
      label: texts('outline.disconnect'),
      icon: 'trash',
      isDanger: true,
      keys: texts('key.Delete'),
      run: () => edits.disconnect(id),
    },
  ];
}

/** The ports of a node that lead on, `error` last. */
export function outputPorts({ document, catalogue }: WorkflowSession, node: EditorNode): string[] {
  return geometryOf(document.get(), catalogue)
    .ports(node)
    .outputs.map(({ name }) => name);
}

function nodeMenu(parts: OutlineMenuParts, node: EditorNode): MenuEntry[] {
  const { session, texts, edits } = parts;
  const { id, data } = node;
  const configure: MenuAction = {
    id: 'configure',
    label: texts('outline.configure'),
    icon: 'sliders',
    keys: texts('key.Enter'),
    run: () => edits.configure(id),
  };
  if (session.document.isReadOnly) return [configure];
  const isOff = data.disabled === true;
  return [
    configure,
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
    {
      id: 'move',
      label: texts('outline.move'),
      icon: 'arrow-up-down',
      run: () => parts.move(id),
    },
    {
      id: 'duplicate',
      label: texts('outline.duplicate'),
      icon: 'copy',
      run: () => edits.duplicate([id]),
    },
    {
      id: 'toggle',
      label: texts(isOff ? 'outline.enable' : 'outline.disable'),
      icon: 'power',
      run: () => edits.toggleDisabled([id]),
    },
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

/** For each output: add a node behind it, connect it. Where there is only one besides errors, it is not named. */
function portActions({ session, texts, edits }: OutlineMenuParts, node: EditorNode): MenuAction[] {
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

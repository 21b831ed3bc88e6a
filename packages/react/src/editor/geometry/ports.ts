/** The ports that a node shows, in order. */

import type { JsonSchema, NodeManifest } from '@flowgraft/core';
import { defaultInputPort, defaultOutputPort, errorPort } from '@flowgraft/core/document';
import type { EditorDocument, EditorNode } from '../records.js';

interface Port {
  readonly name: string;
  /** What the node calls it: a case's own label, or the title in its schema; `null` where only the name is known. */
  readonly label: string | null;
}

export interface NodePorts {
  readonly inputs: readonly Port[];
  /** `error` is the last one. */
  readonly outputs: readonly Port[];
}

/** The ports of a node that edges lead from or to. */
export interface PortUse {
  readonly inputs: ReadonlySet<string>;
  readonly outputs: ReadonlySet<string>;
}

export const noPortUse: PortUse = { inputs: new Set(), outputs: new Set() };

/**
 * The ports of a node. Of numbered outputs (`case1`, `case2` …) that belong to a list in the input (`cases`) there are as
 * many as the list has items.
 *
 * @param manifest - `undefined` for a node type that is not known: then `in`, `out` and the ports that edges use.
 * @param used - Ports that must be there, since edges lead to them, whatever the node type says.
 */
export function portsOf(
  node: EditorNode,
  manifest: NodeManifest | undefined,
  used: PortUse = noPortUse,
): NodePorts {
  const inputs = manifest?.inputPorts ?? [defaultInputPort];
  const declared = Object.entries(manifest?.outputs ?? { [defaultOutputPort]: true });
  const outputs = declared.flatMap(([name, schema]) => outputPort(node, name, schema, used));
  return {
    inputs: withUsed(
      inputs.map((name) => ({ name, label: null })),
      used.inputs,
    ),
    outputs: [
      ...withUsed(outputs, used.outputs).filter(({ name }) => name !== errorPort),
      { name: errorPort, label: null },
    ],
  };
}

type PortUses = ReadonlyMap<string, PortUse>;

/** By the edges of a document, which stay the same while nodes move or change. */
const knownUses = new WeakMap<EditorDocument['edges'], PortUses>();

/** Which ports of which node edges use, by node. The same object for the same edges. */
export function portUseOf({ edges }: EditorDocument): PortUses {
  const uses = knownUses.get(edges) ?? countUses(edges);
  knownUses.set(edges, uses);
  return uses;
}

function countUses(edges: EditorDocument['edges']): PortUses {
  const uses = new Map<string, { inputs: Set<string>; outputs: Set<string> }>();
  const portsAt = (id: string): { inputs: Set<string>; outputs: Set<string> } => {
    const use = uses.get(id) ?? { inputs: new Set<string>(), outputs: new Set<string>() };
    uses.set(id, use);
    return use;
  };
  for (const { data } of edges.values()) {
    portsAt(data.from).outputs.add(data.fromPort ?? defaultOutputPort);
    portsAt(data.to).inputs.add(data.toPort ?? defaultInputPort);
  }
  return uses;
}

function outputPort(node: EditorNode, name: string, schema: JsonSchema, used: PortUse): Port[] {
  const numbered = /^([A-Za-z]+)(\d+)$/.exec(name);
  const list = numbered === null ? undefined : node.data.input?.[`${numbered[1] ?? ''}s`];
  if (!Array.isArray(list)) return [{ name, label: titleOf(schema) }];
  const item: unknown = list[Number(numbered?.[2]) - 1];
  if (item === undefined && !used.outputs.has(name)) return [];
  return [{ name, label: labelOf(item) ?? titleOf(schema) }];
}

function labelOf(item: unknown): string | null {
  if (typeof item !== 'object' || item === null || !('label' in item)) return null;
  return typeof item.label === 'string' && item.label !== '' ? item.label : null;
}

function titleOf(schema: JsonSchema): string | null {
  return typeof schema === 'object' && typeof schema.title === 'string' ? schema.title : null;
}

function withUsed(ports: readonly Port[], used: ReadonlySet<string>): Port[] {
  const known = new Set(ports.map(({ name }) => name));
  const others = [...used].filter((name) => !known.has(name)).sort();
  return [...ports, ...others.map((name) => ({ name, label: null }))];
}

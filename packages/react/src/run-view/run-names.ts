/** What the steps of a run are called on the screen. */

import type { NodeManifest, WorkflowDocument, WorkflowGraph, WorkflowNode } from '@flowgraft/core';
import type { Texts } from '../language/text.js';
import { bodyLabel, titleOf } from '../panels/node-text.js';
import { readStepName, type StepName } from '../run/step-name.js';

export class RunNames {
  readonly #texts: Texts;
  readonly #nodes = new Map<string, WorkflowNode>();
  readonly #manifests: ReadonlyMap<string, NodeManifest>;

  /** @param document - `null` until it is there: steps are called by their ids. */
  constructor(
    texts: Texts,
    document: WorkflowDocument | null,
    manifests: readonly NodeManifest[] = [],
  ) {
    this.#texts = texts;
    this.#manifests = new Map(manifests.map((one) => [`${one.type}@${one.version}`, one]));
    if (document !== null) this.#read(document);
  }

  nodeOf(nodeId: string): WorkflowNode | undefined {
    return this.#nodes.get(nodeId);
  }

  /** The title of its node type, or the type itself. */
  typeOf(nodeId: string): string {
    const manifest = this.manifestOf(nodeId);
    if (manifest !== undefined) return titleOf(this.#texts, manifest);
    return this.#nodes.get(nodeId)?.type ?? '';
  }

  manifestOf(nodeId: string): NodeManifest | undefined {
    const node = this.#nodes.get(nodeId);
    return node === undefined ? undefined : this.#manifests.get(`${node.type}@${node.version}`);
  }

  /** The name of its node. */
  node(nodeId: string): string {
    const node = this.#nodes.get(nodeId);
    if (node === undefined) return nodeId;
    if (node.name !== undefined && node.name !== '') return node.name;
    return this.typeOf(nodeId);
  }

  /** The name of a step, with the visit of a loop that is drawn, or that it undoes something. */
  step({ nodeId, visit, isUndo }: StepName): string {
    const name = this.node(nodeId);
    if (isUndo) return this.#texts('run.undoOf', { name });
    return visit > 1 ? this.#texts('run.visit', { name, number: visit }) : name;
  }

  /** One pass of a loop, or a named part of a container. @param key - A number counts from 0. */
  scope(key: string): string {
    const number = Number(key);
    if (key !== '' && Number.isInteger(number))
      return this.#texts('run.pass', { number: number + 1 });
    return bodyLabel(this.#texts, key);
  }

  /** Where a step is, from the outside in; empty in the workflow's own graph. */
  around(step: string): readonly string[] {
    const { inside } = readStepName(step);
    if (inside === null) return [];
    const container = readStepName(inside.container);
    return [...this.around(inside.container), this.step(container), this.scope(inside.key)];
  }

  /** The whole way to a step, in words. */
  path(step: string): string {
    return [...this.around(step), this.step(readStepName(step))].join(' › ');
  }

  #read({ nodes }: WorkflowGraph): void {
    for (const node of nodes) {
      this.#nodes.set(node.id, node);
      for (const body of Object.values(node.bodies ?? {})) this.#read(body);
    }
  }
}

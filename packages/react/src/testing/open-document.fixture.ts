/** Documents opened for commands, without a server. */

import { createCatalogue } from '@flowgraft/core/document';
import type { WorkflowDocument, WorkflowNode } from '@flowgraft/core';
import type { Command, CommandContext, Refusal } from '../editor/command.js';
import { DocumentStore } from '../editor/document-store.js';
import { newNodeId } from '../editor/node-id.js';
import { readDocument } from '../editor/read-document.js';
import { writeDocument } from '../editor/write-document.js';
import { testManifests } from './manifests.fixture.js';

export const testContext: CommandContext = {
  catalogue: createCatalogue(testManifests),
  newId: newNodeId,
};

export function openDocument(document: WorkflowDocument): DocumentStore {
  return new DocumentStore(readDocument(document), testContext);
}

/** Does a command that must not be refused. */
export function perform<Args, Result>(
  store: DocumentStore,
  command: Command<Args, Result>,
  args: Args,
): Result {
  const outcome = store.run(command, args);
  if (!outcome.ok) throw new Error(`${command.name} was refused: ${outcome.refusal.message}`);
  return outcome.result;
}

/** Why a command is refused; `null` when it is not. */
export function refusalOf<Args, Result>(
  store: DocumentStore,
  command: Command<Args, Result>,
  args: Args,
): Refusal['message'] | null {
  return store.check(command, args)?.message ?? null;
}

export function written(store: DocumentStore): WorkflowDocument {
  return writeDocument(store.get());
}

/** A node of the document as it would be saved, whichever graph it is in. @throws {Error} when it is not there. */
export function nodeOf(store: DocumentStore, id: string): WorkflowNode {
  const search = (nodes: readonly WorkflowNode[]): WorkflowNode | undefined => {
    for (const node of nodes) {
      const inner = Object.values(node.bodies ?? {}).flatMap((body) => body.nodes);
      const found = node.id === id ? node : search(inner);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const found = search(written(store).nodes);
  if (found === undefined) throw new Error(`There is no node ${id}`);
  return found;
}

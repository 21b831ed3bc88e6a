/** Connects an output port with an input port. */

import type { Command } from '../command.js';
import { canConnect, defaultIterations, edgeBetween, schemaFit } from '../connection-rules.js';
import type { PortRef } from '../ui-state.js';

export interface ConnectArgs {
  readonly from: PortRef;
  readonly to: PortRef;
  /** Gives the target's inputs that lack a value what fits them by name and type. */
  readonly fill?: boolean | undefined;
}

export interface Connected {
  readonly edgeId: string;
  /** It leads back, so that it makes a loop of at most 10 passes. */
  readonly isBackEdge: boolean;
  /** Inputs that were given a value. */
  readonly filled: readonly string[];
}

export const connect: Command<ConnectArgs, Connected> = {
  name: 'connect',
  check(document, { from, to }, { catalogue }) {
    const verdict = canConnect(document, catalogue, from, to);
    return verdict.ok ? null : { message: verdict.message, values: verdict.values };
  },
  execute(transaction, { from, to, fill = false }, { catalogue }) {
    const { document } = transaction;
    const verdict = canConnect(document, catalogue, from, to);
    const isBackEdge = verdict.ok && verdict.isBackEdge;
    const iterations = isBackEdge ? defaultIterations : undefined;
    const edge = transaction.putEdge(edgeBetween(from, to, iterations));
    const fitting = fill
      ? schemaFit(document, catalogue, from, to).suggestions
      : new Map<string, never>();
    if (fitting.size > 0)
      transaction.updateNode(to.nodeId, (node) => ({
        ...node,
        data: { ...node.data, input: { ...node.data.input, ...Object.fromEntries(fitting) } },
      }));
    return { edgeId: edge.id, isBackEdge, filled: [...fitting.keys()] };
  },
};

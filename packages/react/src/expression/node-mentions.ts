/** The nodes that an expression or a template mentions, with their places: what is shown as a chip. */

import type { TextSpan } from './text-spans.js';

export interface NodeMention {
  readonly from: number;
  /** Behind the id, or behind `.output` when that follows. */
  readonly to: number;
  readonly nodeId: string;
  /** What of the node: its output, or (`false`) something else that the text goes on with. */
  readonly isOutput: boolean;
}

/** Places of `nodes.<id>` and `nodes["<id>"]`, in the order of the text. */
export function nodeMentions(text: string, spans: readonly TextSpan[]): NodeMention[] {
  const solid = spans.filter(({ kind }) => kind !== 'space');
  const word = (index: number): string => {
    const span = solid[index];
    return span === undefined ? '' : text.slice(span.from, span.to);
  };
  const mentions: NodeMention[] = [];
  for (const [index, span] of solid.entries()) {
    if (span.kind !== 'name' || word(index) !== 'nodes' || word(index - 1) === '.') continue;
    const found = idAfter(index, word);
    if (found === undefined) continue;
    const { nodeId, last } = found;
    const isOutput = word(last + 1) === '.' && word(last + 2) === 'output';
    const end = solid[isOutput ? last + 2 : last];
    if (end !== undefined) mentions.push({ from: span.from, to: end.to, nodeId, isOutput });
  }
  return mentions;
}

function idAfter(
  index: number,
  word: (index: number) => string,
): { readonly nodeId: string; readonly last: number } | undefined {
  if (word(index + 1) === '.') {
    const nodeId = word(index + 2);
    return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(nodeId) ? { nodeId, last: index + 2 } : undefined;
  }
  const quoted = /^(["'])(.+)\1$/.exec(word(index + 2));
  const isIndexed = word(index + 1) === '[' && word(index + 3) === ']';
  return isIndexed && quoted?.[2] !== undefined
    ? { nodeId: quoted[2], last: index + 3 }
    : undefined;
}

import { memo, type ReactElement, type ReactNode } from 'react';
import { nodeMentions } from './node-mentions.js';
import { textSpans, type TextKind } from './text-spans.js';

export interface ExpressionTextProps {
  readonly text: string;
  readonly kind: TextKind;
  /** What people call a node. */
  readonly nodeName: (id: string) => string;
}

/** An expression or a template to read: in colours, with the names of nodes in place of their ids. */
export const ExpressionText = memo(function ExpressionText(
  props: ExpressionTextProps,
): ReactElement {
  const { text, kind, nodeName } = props;
  const spans = textSpans(text, kind);
  const mentions = nodeMentions(text, spans);
  const parts: ReactNode[] = [];
  let next = 0;
  for (const { from, to, kind: span } of spans) {
    while ((mentions[next]?.to ?? Number.POSITIVE_INFINITY) <= from) next += 1;
    const mention = mentions[next];
    if (mention === undefined || from < mention.from) {
      parts.push(
        <span key={from} className={`fg-code-${span}`}>
          {text.slice(from, to)}
        </span>,
      );
    } else if (from === mention.from) {
      parts.push(
        <span key={from} className="fg-chip">
          {nodeName(mention.nodeId)}
        </span>,
      );
    }
  }
  return (
    <span className="fg-code" dir={kind === 'template' ? 'auto' : 'ltr'}>
      {parts}
    </span>
  );
});

/** The text as a person would read it out: with names in place of ids. */
export function readableText(
  text: string,
  kind: TextKind,
  nodeName: (id: string) => string,
): string {
  let readable = '';
  let at = 0;
  for (const { from, to, nodeId } of nodeMentions(text, textSpans(text, kind))) {
    readable += text.slice(at, from) + nodeName(nodeId);
    at = to;
  }
  return readable + text.slice(at);
}

/** Colours of the code editor, and chips in place of the ids of nodes. */

import { RangeSetBuilder, type Extension } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  ViewPlugin,
  WidgetType,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view';
import { nodeMentions } from './node-mentions.js';
import { textSpans, type SpanKind, type TextKind } from './text-spans.js';

class ChipWidget extends WidgetType {
  readonly #name: string;

  constructor(name: string) {
    super();
    this.#name = name;
  }

  override eq(other: ChipWidget): boolean {
    return other.#name === this.#name;
  }

  override toDOM(): HTMLElement {
    const chip = document.createElement('span');
    chip.className = 'fg-chip';
    chip.textContent = this.#name;
    return chip;
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

const plainKinds: ReadonlySet<SpanKind> = new Set(['space', 'text']);

/** @param nodeName - What people call a node. */
export function codeMarks(kind: TextKind, nodeName: (id: string) => string): Extension {
  const plugin = ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;

      constructor(view: EditorView) {
        this.decorations = marksOf(view.state.doc.toString(), kind, nodeName);
      }

      update({ docChanged, state }: ViewUpdate): void {
        if (docChanged) this.decorations = marksOf(state.doc.toString(), kind, nodeName);
      }
    },
    { decorations: (value) => value.decorations },
  );
  const chips = EditorView.atomicRanges.of((view) => {
    const builder = new RangeSetBuilder<Decoration>();
    const text = view.state.doc.toString();
    for (const { from, to } of nodeMentions(text, textSpans(text, kind))) {
      builder.add(from, to, Decoration.mark({}));
    }
    return builder.finish();
  });
  return [plugin, chips];
}

function marksOf(text: string, kind: TextKind, nodeName: (id: string) => string): DecorationSet {
  const spans = textSpans(text, kind);
  const builder = new RangeSetBuilder<Decoration>();
  const mentions = nodeMentions(text, spans);
  let next = 0;
  for (const span of spans) {
    while ((mentions[next]?.to ?? Number.POSITIVE_INFINITY) <= span.from) next += 1;
    const mention = mentions[next];
    if (mention !== undefined && span.from >= mention.from) {
      if (span.from === mention.from) {
        const widget = new ChipWidget(nodeName(mention.nodeId));
        builder.add(mention.from, mention.to, Decoration.replace({ widget }));
      }
    } else if (!plainKinds.has(span.kind)) {
      builder.add(span.from, span.to, Decoration.mark({ class: `fg-code-${span.kind}` }));
    }
  }
  return builder.finish();
}

import { useEffect, useRef, useState, type ReactElement } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEditor, useTexts } from '../hooks/editor-context.js';
import { useStore } from '../hooks/use-store.js';
import { JournalPages, type JournalLine } from '../run/journal-pages.js';
import { useRunScene } from './run-context.js';
import { useRowHeight } from './use-row-height.js';

const usualHeight = 28;

/** Everything that happened, the newest first, in words; read as far as is scrolled. */
export function RunHistory(): ReactElement | null {
  const { session } = useRunScene();
  const { transport } = useEditor();
  const [pages, setPages] = useState<JournalPages | null>(null);
  useEffect(() => {
    const made = new JournalPages(async (query, signal) =>
      transport.runs.journal(session.runId, query, { signal }),
    );
    setPages(made);
    return () => made.close();
  }, [transport, session]);
  return pages === null ? null : <Lines pages={pages} />;
}

function Lines({ pages }: { readonly pages: JournalPages }): ReactElement {
  const texts = useTexts();
  const { session } = useRunScene();
  useStore(pages.revision);
  // Its revision grows with the journal.
  useStore(session.steps);
  const count = session.journalLength;
  const rowHeight = useRowHeight(usualHeight);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const newest = count - 1 - (items[0]?.index ?? 0);
  const oldest = count - 1 - (items.at(-1)?.index ?? 0);
  useEffect(() => {
    if (count > 0) pages.want(oldest, newest);
  }, [pages, count, oldest, newest]);
  return (
    <div
      ref={scroller}
      className="fg-run-history"
      role="list"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- arrow keys scroll it, in every browser
      tabIndex={0}
      aria-label={texts('run.history')}
    >
      <div className="fg-runs-size" role="none" style={{ blockSize: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => (
          <div
            key={count - 1 - index}
            className="fg-run-history-row"
            role="listitem"
            aria-setsize={count}
            aria-posinset={index + 1}
            style={{ insetBlockStart: start }}
          >
            <Line line={pages.line(count - 1 - index)} />
          </div>
        ))}
      </div>
    </div>
  );
}

function Line({ line }: { readonly line: JournalLine | undefined }): ReactElement {
  const texts = useTexts();
  const { names, selectStep } = useRunScene();
  if (line === undefined) return <span className="fg-hint">{texts('run.value.reading')}</span>;
  const { type, at, step, message } = line;
  const said = texts(`run.fact.${type}`, {
    name: step === null ? '' : names.path(step),
    message,
  });
  return (
    <>
      <time dateTime={new Date(at).toISOString()}>
        {texts.time(at, { dateStyle: 'short', timeStyle: 'medium' })}
      </time>
      {step === null ? (
        <span dir="auto">{said}</span>
      ) : (
        <button type="button" className="fg-run-link" dir="auto" onClick={() => selectStep(step)}>
          {said}
        </button>
      )}
    </>
  );
}

import { useEffect, useState, type ReactElement } from 'react';
import { useSession, useTexts } from '../hooks/editor-context.js';
import { useDocument } from '../hooks/use-document.js';
import { useProblems } from '../hooks/use-problems.js';
import { useStore } from '../hooks/use-store.js';
import { Icon } from '../icons/icon.js';
import { useShell } from './shell-context.js';

/** The line under the workflow: what happened last, how many nodes and problems there are. */
export function StatusBar(): ReactElement {
  const texts = useTexts();
  const nodes = useDocument((document) => document.nodes.size);
  const problems = useProblems();
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const { openPanel } = useShell();
  return (
    <footer className="fg-status">
      <LiveRegion />
      <span className="fg-toolbar-space" />
      <span>{texts('status.nodes', { count: nodes })}</span>
      <button
        type="button"
        className={
          errors > 0 ? 'fg-status-problems fg-status-problems--some' : 'fg-status-problems'
        }
        onClick={() => openPanel('problems')}
      >
        <Icon name={problems.length > 0 ? 'alert-triangle' : 'circle-check'} size={14} />
        {texts('status.problems', { count: problems.length })}
      </button>
    </footer>
  );
}

/** What happened last: read out politely, and there to be seen. */
function LiveRegion(): ReactElement {
  const texts = useTexts();
  const announced = useStore(useSession().announced);
  const text = announced === null ? '' : texts(announced.message, announced.values);
  const [spoken, setSpoken] = useState('');
  // A mark that is not heard makes the same text a new one, so that it is said again.
  const mark = (announced?.number ?? 0) % 2 === 0 ? '' : '\u200B';
  // After the region is in the page: what stands in it from the beginning is not read out.
  useEffect(() => setSpoken(`${text}${mark}`), [text, mark]);
  return (
    <span className="fg-status-text" role="status" aria-live="polite" aria-atomic="true">
      {spoken}
    </span>
  );
}

import { useEffect, useState, type ReactElement } from 'react';
import { useTexts } from '../hooks/editor-context.js';
import type { Texts } from '../language/text.js';
import { announceRun, type RunNews } from '../run/announcements.js';
import { useRunScene } from './run-context.js';
import type { RunNames } from './run-names.js';

/** Tells screen readers what becomes of the run. */
export function RunAnnouncer(): ReactElement {
  const texts = useTexts();
  const { session, names } = useRunScene();
  const [said, setSaid] = useState('');
  useEffect(
    () => announceRun({ session, say: (news) => setSaid(newsText(news, names, texts)) }),
    [session, names, texts],
  );
  return (
    <div className="fg-visually-hidden" role="status" aria-live="polite">
      {said}
    </div>
  );
}

function newsText(
  { status, failed, asking, completed }: RunNews,
  names: RunNames,
  texts: Texts,
): string {
  const parts: string[] = [];
  if (completed > 0) parts.push(texts('run.say.completed', { count: completed }));
  const [firstFailed] = failed;
  if (firstFailed !== undefined) {
    parts.push(texts('run.say.failed', { name: names.path(firstFailed) }));
  }
  const [firstAsking] = asking;
  if (firstAsking !== undefined) {
    parts.push(texts('run.say.asking', { name: names.path(firstAsking) }));
  }
  if (status !== null)
    parts.push(texts('run.say.status', { status: texts(`run.status.${status}`) }));
  return parts.join(' ');
}

import type { ReactElement } from 'react';
import { useTexts } from '../hooks/editor-context.js';
import { useStore } from '../hooks/use-store.js';
import { RepairCard } from './repair-card.js';
import { useRunScene } from './run-context.js';
import { Part } from './step-inspector.js';
import { ValueView } from './value-view.js';
import { WaitingCard } from './waiting-card.js';

/** The run as a whole: what it waits for, why it failed, what went in and what came out. */
export function RunOverview({ onRunAgain }: { readonly onRunAgain: () => void }): ReactElement {
  const texts = useTexts();
  const { session } = useRunScene();
  const run = useStore(session.summary);
  return (
    <section className="fg-run-inspector" aria-label={texts('run.overview')}>
      <h2 className="fg-visually-hidden">{texts('run.overview')}</h2>
      <RepairCard onRunAgain={onRunAgain} />
      {run?.waits.map((wait) => (
        <WaitingCard key={`${wait.step} ${wait.signal}`} wait={wait} />
      ))}
      <Part title={texts('run.input')}>
        <ValueView label={texts('run.input')} of="input" />
      </Part>
      {run?.status === 'completed' && (
        <Part title={texts('run.output')}>
          <ValueView label={texts('run.output')} of="output" />
        </Part>
      )}
      <p className="fg-hint">{texts('run.chooseStep')}</p>
    </section>
  );
}

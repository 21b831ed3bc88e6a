import { StrictMode } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';

import '../styles.css';
import { WorkflowCanvas } from '../canvas/workflow-canvas.js';
import { createEditor } from '../create-editor.js';
import { toggleDisabled } from '../editor/commands/toggle-disabled.js';
import type { WorkflowSession } from '../editor/workflow-session.js';
import { SessionContext } from '../hooks/editor-context.js';
import { violations } from '../run-view/axe.fixture.js';
import { RunOverlay } from '../run-view/run-overlay.js';
import { EditorProvider, EditorRoot } from '../shell/editor-provider.js';
import { FakeTransport } from '../testing/fake-transport.fixture.js';
import { RunsPanel } from './runs-panel.js';

let root: Root | undefined = undefined;
const place = document.createElement('div');

afterEach(() => {
  root?.unmount();
  place.remove();
});

const failure = { category: 'auth', message: 'The password is wrong', step: 'mail' } as const;

async function openPanel(): Promise<{ transport: FakeTransport; session: WorkflowSession }> {
  const transport = new FakeTransport();
  transport.runs.add(
    {
      id: 'r1',
      workflowHash: 'hash-linear',
      status: 'failed',
      startedAt: 1_000,
      finishedAt: 2_000,
      error: failure,
      input: { orderId: 17 },
      steps: [{ step: 'mail', nodeId: 'mail', status: 'failed' }],
    },
    [
      { type: 'run.started', at: 1_000, input: {} },
      {
        type: 'step.failed',
        step: 'mail',
        at: 2_000,
        attempt: 1,
        startedAt: 1_000,
        error: failure,
      },
      { type: 'run.failed', at: 2_000, error: failure },
    ],
  );
  const editor = createEditor({ transport });
  const session = await editor.open('linear');
  place.style.cssText = 'position: fixed; inset: 0';
  document.body.append(place);
  root = createRoot(place);
  root.render(
    <StrictMode>
      <EditorProvider editor={editor}>
        <EditorRoot>
          <SessionContext.Provider value={session}>
            <div style={{ display: 'grid', gridTemplateColumns: '1fr 380px', blockSize: '700px' }}>
              <div style={{ display: 'flex', flexDirection: 'column' }}>
                <RunOverlay>
                  <div style={{ display: 'grid', flex: 1 }}>
                    <WorkflowCanvas />
                  </div>
                </RunOverlay>
              </div>
              <RunsPanel />
            </div>
          </SessionContext.Provider>
        </EditorRoot>
      </EditorProvider>
    </StrictMode>,
  );
  return { transport, session };
}

it('shows a failed run over the workflow, leads to the node, and runs what was repaired', async () => {
  const { transport, session } = await openPanel();
  await page.getByRole('listitem').getByRole('button').click();
  expect(session.ui.get().runId).toBe('r1');
  const bar = page.getByRole('region', { name: 'The run that is shown' });
  await expect.element(bar.getByText('The password is wrong')).toBeVisible();
  await bar.getByRole('button', { name: 'Open the node to repair it' }).click();
  expect(session.selection.onlyNode).toBe('mail');
  expect(session.ui.get().panel).toBe('inspector');
  expect(await violations()).toEqual([]);

  await bar.getByRole('button', { name: 'Run again with the new version' }).click();
  const dialog = page.getByRole('dialog');
  await expect.element(dialog.getByRole('textbox')).toHaveValue('17');
  await dialog.getByRole('button', { name: 'Run', exact: true }).click();
  await expect
    .poll(() => transport.callsOf('runs.start').at(0)?.args[0])
    .toMatchObject({ workflowId: 'linear', version: 'draft', input: { orderId: 17 } });
  // The new run takes the place of the one that failed.
  await expect.poll(() => session.ui.get().runId).toBe('run-2');
});

it('says when the workflow is no longer what ran', async () => {
  const { session } = await openPanel();
  session.ui.update((state) => ({ ...state, runId: 'r1' }));
  const bar = page.getByRole('region', { name: 'The run that is shown' });
  await expect.element(bar).toBeVisible();
  await expect.element(bar.getByText('Failed', { exact: true })).toBeVisible();
  expect(bar.getByText(/has changed since this run/).elements()).toHaveLength(0);
  session.document.run(toggleDisabled, { nodeIds: ['pick'] });
  await expect.element(bar.getByText(/has changed since this run/)).toBeVisible();
  await bar.getByRole('button', { name: 'Hide the run' }).click();
  await expect.poll(() => session.ui.get().runId).toBeNull();
});

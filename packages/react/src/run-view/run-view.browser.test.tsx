import { StrictMode, type ReactElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';

import type { RunEvent, StepProgress } from '@flowgraft/core';
import '../styles.css';
import { createEditor, type Editor } from '../create-editor.js';
import { arabic } from '../language/ar.js';
import type { Language } from '../language/message.js';
import { FakeTransport } from '../testing/fake-transport.fixture.js';
import type { ValuePage, ValueQuery } from '../transport/transport.js';
import { violations } from './axe.fixture.js';
import { RunListView } from './run-list-view.js';
import { RunView } from './run-view.js';
import { EditorProvider, EditorRoot } from '../shell/editor-provider.js';
import { StartDialog } from './start-dialog.js';

const start = Date.UTC(2026, 0, 5, 9);
const host: HTMLElement[] = [];
const roots: Root[] = [];

function show(element: ReactElement): void {
  const place = document.createElement('div');
  place.style.cssText = 'position: fixed; inset: 0';
  document.body.append(place);
  host.push(place);
  const root = createRoot(place);
  roots.push(root);
  root.render(<StrictMode>{element}</StrictMode>);
}

afterEach(() => {
  for (const root of roots.splice(0)) root.unmount();
  for (const place of host.splice(0)) place.remove();
});

const completed = (step: string, from: number, to: number, attempt = 1): RunEvent => ({
  type: 'step.completed',
  at: start + to,
  step,
  attempt,
  startedAt: start + from,
  port: 'out',
  output: { ok: true },
});

const status = (step: string, is: StepProgress['status']): StepProgress => ({
  step,
  nodeId: step,
  status: is,
});

const refused = {
  category: 'network',
  message: 'The mail server did not answer',
  code: 'ECONNREFUSED',
  step: 'mail',
  cause: { category: 'network', message: 'connect ECONNREFUSED 10.0.0.7:25' },
} as const;

/** A run that failed at its last step, after one attempt more. */
function failedRun(language?: Language): { transport: FakeTransport; editor: Editor } {
  const transport = new FakeTransport();
  const failure = { attempt: 1, startedAt: start + 1_500, error: refused };
  transport.runs.add(
    {
      id: 'r1',
      status: 'failed',
      createdAt: start,
      startedAt: start,
      finishedAt: start + 9_000,
      error: refused,
      tags: ['nightly'],
      steps: [status('fetch', 'completed'), status('pick', 'completed'), status('mail', 'failed')],
      progress: { fraction: 0.66, resolved: 2, total: 3 },
    },
    [
      { type: 'run.started', at: start, input: {} },
      completed('fetch', 10, 1_200),
      completed('pick', 1_210, 1_400),
      { type: 'step.retrying', step: 'mail', at: start + 2_600, wakeAt: start + 7_000, ...failure },
      {
        type: 'step.failed',
        step: 'mail',
        at: start + 8_900,
        ...failure,
        attempt: 2,
        startedAt: start + 7_000,
      },
      { type: 'run.failed', at: start + 9_000, error: refused },
    ],
  );
  transport.runs.readValue = (_runId, query) => pageOf(query, { orderId: 17, to: ['a@b.example'] });
  return { transport, editor: createEditor({ transport, language }) };
}

function pageOf({ offset = 0, limit = 100 }: ValueQuery, value: object): ValuePage {
  if (Array.isArray(value)) {
    const part = value.slice(offset, offset + limit);
    return { kind: 'array', length: value.length, offset, part };
  }
  return { kind: 'object', length: Object.keys(value).length, offset, part: value };
}

describe('RunView', () => {
  it('leads from a failed run to its repair', async () => {
    const { transport, editor } = failedRun();
    const onNavigate = vi.fn<(target: unknown) => void>();
    show(<RunView editor={editor} runId="r1" onNavigate={onNavigate} />);
    await expect.element(page.getByRole('heading', { name: 'Confirm', exact: true })).toBeVisible();
    await expect.element(page.getByText('No connection')).toBeVisible();
    await expect.element(page.getByText('ECONNREFUSED', { exact: true })).toBeVisible();
    await page.getByRole('button', { name: 'Open in the editor' }).click();
    expect(onNavigate).toHaveBeenLastCalledWith({
      kind: 'node',
      workflowId: 'linear',
      nodeId: 'mail',
    });
    await page.getByRole('button', { name: 'Back to the run' }).click();
    await expect.element(page.getByText('“Confirm” failed')).toBeVisible();
    await expect.element(page.getByText(/with the version that this run began with/)).toBeVisible();
    await page.getByRole('button', { name: 'Resume' }).first().click();
    await expect.poll(() => transport.callsOf('runs.resume')).toHaveLength(1);
    await expect.element(page.getByText('Live')).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Cancel the run' })).toBeVisible();
  });

  it('is read with the keyboard alone', async () => {
    const { editor } = failedRun();
    show(<RunView editor={editor} runId="r1" />);
    const row = (name: RegExp) => page.getByRole('row', { name });
    await expect.element(row(/Confirm.*Failed/)).toHaveAttribute('aria-selected', 'true');
    const focused = row(/Confirm/).element() as HTMLElement;
    focused.focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(row(/Attempt 2/)).toBeVisible();
    await userEvent.keyboard('{Home}');
    await expect.element(row(/Get the order/)).toHaveFocus();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('heading', { name: 'Get the order' })).toBeVisible();
    await expect.element(page.getByRole('tree', { name: 'Output' })).toBeVisible();
  });

  it('tells everything that happened, the newest first', async () => {
    const { editor } = failedRun();
    show(<RunView editor={editor} runId="r1" />);
    await page.getByRole('tab', { name: 'History' }).click();
    await expect
      .element(page.getByRole('listitem').first())
      .toHaveTextContent('The run failed: The mail server did not answer');
    await page.getByRole('button', { name: '“Get the order” completed' }).click();
    await expect.element(page.getByRole('heading', { name: 'Get the order' })).toBeVisible();
    expect(await violations()).toEqual([]);
  });

  it('passes axe in English and in Arabic', async () => {
    for (const language of [undefined, arabic]) {
      const { editor } = failedRun(language);
      show(<RunView editor={editor} runId="r1" />);
      await expect.element(page.getByRole('treegrid')).toBeVisible();
      await expect.element(page.getByRole('tree').first()).toBeVisible();
      expect(await violations()).toEqual([]);
      roots.splice(0).forEach((root) => root.unmount());
    }
  });

  it('draws few of 5,000 steps, and keeps up while they come', async () => {
    const { transport, editor } = failedRun();
    const facts = Array.from({ length: 5_000 }, (_, index) =>
      completed(`s${index}`, index * 10, index * 10 + 9),
    );
    transport.runs.add({ id: 'big', status: 'running', startedAt: start }, facts);
    show(<RunView editor={editor} runId="big" />);
    await expect
      .element(page.getByRole('treegrid'))
      .toHaveAttribute('aria-rowcount', String(5_001));
    expect(document.querySelectorAll('.fg-waterfall-row').length).toBeLessThan(60);
    transport.runs.update('big', {}, { facts: [completed('late', 60_000, 60_010)] });
    await expect
      .element(page.getByRole('treegrid'))
      .toHaveAttribute('aria-rowcount', String(5_002));
  });

  it('reads a large value a page at a time', async () => {
    const { transport, editor } = failedRun();
    const large = Array.from({ length: 100_000 }, (_, id) => ({ id }));
    transport.runs.readValue = (_runId, query) => pageOf(query, large);
    show(<RunView editor={editor} runId="r1" />);
    const tree = page.getByRole('tree').first();
    await expect.element(tree).toBeVisible();
    expect(document.querySelectorAll('.fg-run-value-row').length).toBeLessThan(100);
    tree.element().querySelector<HTMLElement>('[role=treeitem]')?.click();
    (tree.element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}{End}');
    await expect.element(page.getByText('Show more (99,900 left)').first()).toBeVisible();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByText('Show more (99,800 left)').first()).toBeInTheDocument();
  });

  it('asks before it cancels, and says what became of the run', async () => {
    const { transport, editor } = failedRun();
    transport.runs.add({ id: 'live', status: 'running', startedAt: start }, []);
    show(<RunView editor={editor} runId="live" />);
    await page.getByRole('button', { name: 'Cancel the run' }).click();
    await page.getByLabelText('Reason (optional)').fill('Wrong order');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the run' }).click();
    await expect
      .poll(() => transport.callsOf('runs.cancel').at(0)?.args)
      .toEqual(['live', { reason: 'Wrong order' }]);
    await expect.element(page.getByText('The run: Cancelled.')).toBeInTheDocument();
  });

  it('sends the answer that a run waits for, once', async () => {
    const { transport, editor } = failedRun();
    transport.runs.add(
      {
        id: 'asks',
        status: 'waiting',
        startedAt: start,
        steps: [status('mail', 'waiting')],
        waits: [
          {
            step: 'mail',
            signal: 'approval:1',
            about: {
              kind: 'approval',
              title: 'Send this mail?',
              assignees: ['Ada'],
              form: {
                type: 'object',
                properties: { approved: { type: 'boolean' }, note: { type: 'string' } },
                required: ['approved'],
              },
            },
          },
        ],
      },
      [],
    );
    show(<RunView editor={editor} runId="asks" />);
    await expect.element(page.getByRole('heading', { name: 'Send this mail?' })).toBeVisible();
    await page.getByRole('button', { name: 'JSON' }).click();
    await page.getByRole('textbox', { name: 'Answer' }).fill('{ "approved": tru');
    await expect.element(page.getByText('This is not valid JSON.')).toBeVisible();
    await page.getByRole('textbox', { name: 'Answer' }).fill('{ "approved": true }');
    expect(await violations()).toEqual([]);
    await page.getByRole('button', { name: 'Send the answer' }).click();
    await expect
      .poll(() => transport.callsOf('runs.signal').at(0)?.args[1])
      .toMatchObject({ name: 'approval:1', payload: { approved: true } });
    await expect.element(page.getByText(/^Sent\./)).toBeVisible();
  });

  it('asks what became of a step that was cut off', async () => {
    const { transport, editor } = failedRun();
    transport.runs.add({ id: 'cut', status: 'waiting', startedAt: start }, [
      { type: 'step.started', at: start + 1, step: 'mail', attempt: 1 },
      { type: 'step.unknown', at: start + 2, step: 'mail', attempt: 1 },
    ]);
    show(<RunView editor={editor} runId="cut" />);
    await page.getByRole('row', { name: /Confirm.*Needs a decision/ }).click();
    await page.getByLabelText('It did nothing: do it again').click();
    expect(await violations()).toEqual([]);
    await page.getByRole('button', { name: 'Decide' }).click();
    await expect
      .poll(() => transport.callsOf('runs.resolveStep').at(0)?.args)
      .toEqual(['cut', { step: 'mail', resolution: { action: 'retry' } }]);
  });

  it('says so when there is no such run', async () => {
    const { editor } = failedRun();
    show(<RunView editor={editor} runId="gone" />);
    await expect.element(page.getByText('There is no such run here.')).toBeVisible();
  });
});

describe('StartDialog', () => {
  it('starts the draft with what is filled in, by form', async () => {
    const { transport, editor } = failedRun();
    const onStarted = vi.fn<(run: { readonly workflowId: string }) => void>();
    show(
      <EditorProvider editor={editor}>
        <EditorRoot>
          <StartDialog workflowId="linear" onClose={() => undefined} onStarted={onStarted} />
        </EditorRoot>
      </EditorProvider>,
    );
    const run = page.getByRole('button', { name: 'Run', exact: true });
    await run.click();
    expect(transport.callsOf('runs.start')).toHaveLength(0);
    expect(await violations()).toEqual([]);
    await page.getByRole('dialog').getByRole('textbox').fill('17');
    await run.click();
    await expect
      .poll(() => transport.callsOf('runs.start').at(0)?.args[0])
      .toMatchObject({ workflowId: 'linear', version: 'draft', input: { orderId: 17 } });
    expect(onStarted).toHaveBeenCalledTimes(1);
  });
});

describe('RunListView', () => {
  it('lists runs, filters them, and opens one by keyboard', async () => {
    const { transport, editor } = failedRun();
    for (let index = 0; index < 300; index += 1) {
      transport.runs.add({
        id: `x${index}`,
        createdAt: start + index,
        status: index % 3 === 0 ? 'waiting' : 'completed',
        startedAt: start,
        finishedAt: start + 900,
      });
    }
    const onOpen = vi.fn<(run: { readonly id: string }) => void>();
    show(
      <EditorProvider editor={editor}>
        <EditorRoot className="fg-run">
          <RunListView onOpen={onOpen} />
        </EditorRoot>
      </EditorProvider>,
    );
    await expect.element(page.getByRole('listitem').first()).toBeVisible();
    expect(page.getByRole('listitem').elements().length).toBeLessThan(40);
    expect(await violations()).toEqual([]);
    await page.getByRole('combobox', { name: 'Status' }).selectOptions('failed');
    await expect.poll(() => page.getByRole('listitem').elements()).toHaveLength(1);
    (page.getByRole('listitem').getByRole('button').element() as HTMLElement).focus();
    await userEvent.keyboard('{Enter}');
    expect(onOpen.mock.lastCall?.[0].id).toBe('r1');
  });
});

import axe from 'axe-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { UiState } from '../editor/ui-state.js';
import { writeDocument } from '../editor/write-document.js';
import { linearWorkflow } from '../testing/documents.fixture.js';
import { mountEditor, type EditorHost, type EditorHostOptions } from './editor-host.fixture.js';

let host: EditorHost;
beforeEach(() => page.viewport(1280, 800));
afterEach(() => host.unmount());

async function open(options: Partial<EditorHostOptions> = {}): Promise<void> {
  host = mountEditor({ workflowId: 'linear', ...options });
  await expect.poll(() => host.element.querySelectorAll('.fg-node').length).toBeGreaterThan(0);
}

const show = (change: Partial<UiState>): void =>
  host.session().ui.update((state) => ({ ...state, ...change }));
const dialog = (): Element | null => host.element.querySelector('dialog[open]');
const name = (): string | undefined => writeDocument(host.session().document.get()).name;

async function expectAccessible(): Promise<void> {
  const { violations } = await axe.run(host.element);
  expect(
    violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))]),
  ).toEqual([]);
}

it('publishes with a note, and shows what was published', async () => {
  await open();
  await userEvent.click(page.getByRole('button', { name: 'Publish' }));
  await userEvent.fill(page.getByLabelText('What has changed (optional)'), 'First one');
  await expectAccessible();
  await userEvent.click(page.getByRole('dialog').getByRole('button', { name: 'Publish' }));
  await expect.element(page.getByRole('status')).toHaveTextContent('Version 1 is published.');
  show({ dialog: 'versions' });
  await userEvent.click(page.getByRole('button', { name: /Version 1/ }));
  await expect.poll(() => dialog()?.querySelectorAll('.fg-node').length).toBe(3);
  await expectAccessible();
});

it('does not publish what has errors, and leads to them', async () => {
  await open();
  const { document } = host.session();
  const { removeSelection } = await import('../editor/commands/remove-selection.js');
  document.run(removeSelection, { nodes: ['fetch'] });
  await expect.poll(() => host.session().problems.get().length).toBeGreaterThan(0);
  show({ dialog: 'publish' });
  await expect
    .element(page.getByRole('dialog').getByRole('button', { name: 'Publish' }))
    .toBeDisabled();
  await userEvent.click(page.getByRole('button', { name: 'Show problems' }));
  await expect.poll(dialog).toBeNull();
  const problem = page.getByRole('button', { name: /^Error:.*“To › 1”/ }).first();
  await userEvent.click(problem);
  await expect.poll(() => host.session().selection.get().nodes.size).toBe(1);
  const focused = (): string | undefined =>
    globalThis.document.activeElement?.closest('[id^="fg-input-mail"]')?.id;
  await expect.poll(focused).toContain('fg-input-mail-to');
});

it('restores a version as draft, as an edit that can be taken back', async () => {
  await open();
  const session = host.session();
  await session.publish();
  const { setWorkflow } = await import('../editor/commands/set-workflow.js');
  session.document.run(setWorkflow, { name: 'Another name' });
  show({ dialog: 'versions' });
  await userEvent.click(page.getByRole('button', { name: /Version 1/ }));
  await userEvent.click(page.getByRole('button', { name: 'Restore version 1 as draft' }));
  await expect.poll(name).toBe('Order confirmation');
  session.document.undo();
  expect(name()).toBe('Another name');
});

it('lets the user choose between two versions that were saved at once', async () => {
  await open();
  host.transport.saveElsewhere({ ...linearWorkflow, name: 'Their name' }, 'Mona');
  const session = host.session();
  const { setWorkflow } = await import('../editor/commands/set-workflow.js');
  session.document.run(setWorkflow, { name: 'My name' });
  await session.save();
  await userEvent.click(page.getByRole('button', { name: 'Compare' }));
  await expect.element(page.getByRole('row', { name: /name My name Their name/ })).toBeVisible();
  await expect.element(page.getByText(/Mona saved another version/)).toBeVisible();
  await expectAccessible();
  await userEvent.click(page.getByRole('button', { name: 'Keep mine' }));
  await expect.poll(dialog).toBeNull();
  await expect.poll(() => host.transport.draft('linear').name).toBe('My name');
});

it('imports JSON as an edit, and refuses what is no workflow', async () => {
  await open();
  show({ dialog: 'json' });
  const field = page.getByRole('textbox', { name: 'JSON' });
  await userEvent.fill(field, '{"nodes": 3}');
  await userEvent.click(page.getByRole('button', { name: 'Apply' }));
  await expect.element(page.getByRole('alert')).toHaveTextContent('no workflow');
  await expectAccessible();
  await userEvent.fill(field, JSON.stringify({ ...linearWorkflow, name: 'Imported', id: 'other' }));
  await userEvent.click(page.getByRole('button', { name: 'Apply' }));
  await expect.poll(name).toBe('Imported');
  expect(host.session().document.get().meta.id).toBe('linear');
});

it('adds from the palette by a press, and joins by the button at a port', async () => {
  await open({ layout: { startTab: 'palette' } });
  await userEvent.click(page.getByRole('option', { name: /Set fields/ }));
  await expect.poll(() => host.session().document.get().nodes.size).toBe(4);
  show({
    adding: { graph: null, position: null, from: { nodeId: 'mail', port: 'out' }, edgeId: null },
  });
  await expect.element(page.getByRole('dialog', { name: 'Add after “Confirm”' })).toBeVisible();
  await expectAccessible();
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => host.session().ui.get().adding).toBeNull();
  show({ adding: { graph: null, position: null, from: null, edgeId: 'fetch.out>pick.in' } });
  await userEvent.keyboard('pass on{Enter}');
  await expect
    .poll(() => [...host.session().document.get().edges.keys()])
    .toContain('fetch.out>noop.in');
  expect(host.session().document.get().edges.has('noop.out>pick.in')).toBe(true);
});

it('says in the palette of targets why some cannot be connected', async () => {
  await open();
  show({ connecting: { nodeId: 'fetch', port: 'out' } });
  await expect
    .element(page.getByRole('dialog').getByRole('option', { name: /Set fields/ }))
    .toHaveAttribute('aria-disabled', 'true');
  await expect.element(page.getByText('These two are connected already.')).toBeVisible();
  await expectAccessible();
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => host.session().ui.get().connecting).toBeNull();
});

it('renames in place, and changes the colours by the menu', async () => {
  await open();
  await userEvent.click(page.getByRole('button', { name: 'Rename “Order confirmation”' }));
  await userEvent.keyboard('New name{Enter}');
  expect(name()).toBe('New name');
  await userEvent.click(page.getByRole('button', { name: 'More' }));
  await expectAccessible();
  await userEvent.click(page.getByRole('menuitemradio', { name: 'Colours: dark' }));
  expect(host.element.querySelector('.fg-root')?.getAttribute('data-fg-scheme')).toBe('dark');
});

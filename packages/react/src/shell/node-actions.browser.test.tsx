import type { RunEvent } from '@flowgraft/core';
import axe from 'axe-core';
import { afterEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { FakeTransport } from '../testing/fake-transport.fixture.js';
import { mountEditor, type EditorHost, type EditorHostOptions } from './editor-host.fixture.js';

let mounted: EditorHost | undefined;
afterEach(() => {
  mounted?.unmount();
  mounted = undefined;
});

async function open(options: EditorHostOptions, width = 1280): Promise<EditorHost> {
  await page.viewport(width, 800);
  const host = mountEditor(options);
  mounted = host;
  await expect.poll(() => host.element.querySelector('.fg-card')).not.toBeNull();
  return host;
}

const positions = (host: EditorHost, axis: 'x' | 'y'): Set<number | undefined> => {
  const { nodes } = host.session().document.get();
  return new Set(['ask', 'confirm', 'large'].map((id) => nodes.get(id)?.position[axis]));
};

function menuOn(host: EditorHost, nodeId: string): void {
  const card = host.element.querySelector(`[data-fg-node="${nodeId}"] .fg-card__icon`);
  const { x = 0, y = 0 } = card?.getBoundingClientRect() ?? {};
  const at = { bubbles: true, cancelable: true, clientX: x + 4, clientY: y + 4 };
  card?.dispatchEvent(new MouseEvent('contextmenu', at));
}

const lastSaid = (host: EditorHost) => host.session().announced.get()?.message;

it('lines up and spaces several nodes: in the settings, by name, and by the menu of the canvas', async () => {
  const host = await open({ workflowId: 'branching' });
  host.session().selection.select({ nodes: ['ask', 'confirm', 'large'] });
  await userEvent.click(page.getByRole('button', { name: 'Align left edges' }));
  expect(positions(host, 'x').size).toBe(1);
  host.element.querySelector<HTMLElement>('.fg-editor-frame')?.focus();
  await userEvent.keyboard('{Control>}k{/Control}');
  await userEvent.keyboard('one above the other{Enter}');
  const known = () => host.session().document.history.get().undo?.name;
  await expect.poll(known).toBe('distribute');
  menuOn(host, 'ask');
  await userEvent.click(page.getByRole('menuitem', { name: 'Align top edges' }));
  expect(positions(host, 'y').size).toBe(1);
});

it('goes from a node to where its data is used', async () => {
  const host = await open({ workflowId: 'linear' });
  menuOn(host, 'fetch');
  await userEvent.click(page.getByRole('menuitem', { name: 'Where is this used?' }));
  const list = page.getByRole('dialog', { name: 'Where “Get the order” is used' });
  await expect.element(list).toBeVisible();
  const { violations } = await axe.run(host.element, { runOnly: ['wcag2a', 'wcag2aa'] });
  expect(violations.map(({ id }) => id)).toEqual([]);
  await userEvent.click(list.getByRole('button', { name: /^Confirm\s*To › 1/ }));
  expect([...host.session().selection.get().nodes]).toEqual(['mail']);
  await expect
    .poll(
      () => document.activeElement?.closest('[id^="fg-input-mail-to"], .fg-form__field') ?? null,
    )
    .not.toBeNull();
});

it('makes another type of a node, and says which connections had to go', async () => {
  const host = await open({ workflowId: 'branching' });
  host.session().selection.select({ nodes: ['large'] });
  await userEvent.click(page.getByRole('button', { name: 'Actions', exact: true }));
  await userEvent.click(page.getByRole('menuitem', { name: 'Change its type…' }));
  const dialog = page.getByRole('dialog', { name: 'Make something else of “Large order?”' });
  await expect.element(dialog).toBeVisible();
  await userEvent.keyboard('Post to chat{Enter}');
  await expect.poll(() => lastSaid(host)).toBe('editor.portsLost');
  const { document } = host.session();
  expect(document.get().nodes.get('large')?.data.type).toBe('chat.post');
  document.undo();
  expect(document.get().nodes.get('large')?.data.type).toBe('flow.if');
  expect(document.get().edges.size).toBe(6);
});

it('fills in what fits when a node is added behind another, in one step, and says so', async () => {
  const host = await open({ workflowId: 'branching' });
  const { document, ui } = host.session();
  const before = document.get();
  const from = { nodeId: 'form', port: 'out' };
  ui.update((state) => ({
    ...state,
    adding: { graph: null, position: null, from, edgeId: null },
  }));
  await expect.element(page.getByRole('dialog', { name: /form/i })).toBeVisible();
  await userEvent.keyboard('HTTP{Enter}');
  await expect.poll(() => lastSaid(host)).toBe('editor.filledIn');
  const [id = ''] = host.session().selection.get().nodes;
  expect(document.get().nodes.get(id)?.data.input).toEqual({
    url: { $ref: 'nodes.form.output.url' },
  });
  document.undo();
  expect(document.get()).toEqual(before);
});

it('tries expressions on the data of the last run', async () => {
  const transport = new FakeTransport();
  const done: RunEvent = {
    type: 'step.completed',
    at: 2,
    step: 'fetch',
    attempt: 1,
    startedAt: 1,
    port: 'out',
    output: { status: 200, headers: {}, body: { total: 55, email: 'real@customer.example' } },
  };
  transport.runs.add({ id: 'r1', status: 'completed', input: { orderId: 77 } }, [done]);
  const host = await open({ workflowId: 'linear', transport });
  host.session().selection.select({ nodes: ['pick'] });
  const field = () => host.element.querySelector<HTMLElement>('.fg-expression');
  await expect.poll(field).not.toBeNull();
  field()?.click();
  await expect.poll(() => host.element.querySelector('.fg-preview')?.textContent).toContain('66');
});

it('closes only the menu by Escape where a panel lies over the canvas', async () => {
  const host = await open({ workflowId: 'linear' }, 420);
  await userEvent.click(page.getByRole('button', { name: 'Panel with the settings' }));
  const panel = () => host.element.querySelector('[data-fg-region="end"]');
  await expect.poll(panel).not.toBeNull();
  host.session().selection.select({ nodes: ['mail'] });
  await userEvent.click(page.getByRole('button', { name: 'Actions', exact: true }));
  await expect.element(page.getByRole('menu')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => page.getByRole('menu').elements()).toHaveLength(0);
  expect(panel()).not.toBeNull();
  await userEvent.keyboard('{Escape}');
  await expect.poll(panel).toBeNull();
});

it('says once what a loop gives', async () => {
  const host = await open({ workflowId: 'nested' });
  host.session().selection.select({ nodes: ['each'] });
  const titles = () =>
    [...host.element.querySelectorAll('.fg-inspector__summary-title')].filter(
      ({ textContent }) => textContent === 'What it gives',
    );
  await expect.poll(() => titles().length).toBe(1);
});

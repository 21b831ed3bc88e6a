import axe from 'axe-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { ColourScheme } from '../create-editor.js';
import { arabic } from '../language/ar.js';
import { english } from '../language/en.js';
import { french } from '../language/fr.js';
import type { Language } from '../language/message.js';
import { useNodeForm } from '../hooks/use-node-form.js';
import { FakeTransport, FakeTransportError } from '../testing/fake-transport.fixture.js';
import type { EditorLayout } from './editor-layout.js';
import { mountEditor, type EditorHost, type EditorHostOptions } from './editor-host.fixture.js';

const hosts: EditorHost[] = [];
afterEach(() => {
  for (const host of hosts.splice(0)) host.unmount();
});

async function open(
  options: EditorHostOptions,
  size: readonly [number, number] = [1280, 800],
): Promise<EditorHost> {
  await page.viewport(...size);
  const host = mountEditor(options);
  hosts.push(host);
  await expect.poll(() => host.element.querySelector('.fg-editor-frame')).not.toBeNull();
  return host;
}

const languages: readonly Language[] = [english, french, arabic];
const schemes: readonly ColourScheme[] = ['light', 'dark', 'contrast'];

describe.each(languages)('in $locale', (language) => {
  it.each(schemes)('has nothing that axe objects to: %s', async (colourScheme) => {
    const host = await open({
      workflowId: 'branching',
      options: { language, colourScheme, productName: 'Acme' },
      layout: { startTab: 'outline', isBottomOpen: true },
    });
    await expect.poll(() => host.element.querySelectorAll('.fg-node').length).toBeGreaterThan(0);
    host.session().selection.select({ nodes: ['ask'] });
    await expect
      .poll(() => host.element.querySelector('[data-fg-loading]'), { timeout: 10_000 })
      .toBeNull();
    const { violations } = await axe.run(host.element, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'],
    });
    expect(
      violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))]),
    ).toEqual([]);
    expect(host.element.querySelector('.fg-root')?.getAttribute('dir')).toBe(language.direction);
  });
});

describe('opening', () => {
  it('says what failed, and tries again', async () => {
    const transport = new FakeTransport();
    // Twice: in strict mode React opens it twice.
    for (let call = 0; call < 2; call += 1) transport.failNext('workflows.get');
    await page.viewport(1280, 800);
    const host = mountEditor({ workflowId: 'linear', transport });
    hosts.push(host);
    await expect.element(page.getByText('The workflow could not be opened')).toBeVisible();
    await userEvent.click(page.getByRole('button', { name: 'Try again' }));
    await expect
      .element(page.getByRole('button', { name: 'Rename “Order confirmation”' }))
      .toBeVisible();
  });

  it('says that it is not there, or not allowed', async () => {
    const transport = new FakeTransport();
    const gone = mountEditor({ workflowId: 'gone', transport });
    hosts.push(gone);
    await expect.element(page.getByText('This workflow is not there')).toBeVisible();
    for (let call = 0; call < 2; call += 1) {
      transport.failNext('workflows.get', new FakeTransportError(403, 'FORBIDDEN'));
    }
    const kept = mountEditor({ workflowId: 'linear', transport });
    hosts.push(kept);
    await expect.element(page.getByText('You may not open this workflow')).toBeVisible();
  });
});

describe('a host', () => {
  it('leaves parts out with null, and puts its own in their places', async () => {
    function OwnInspector() {
      const form = useNodeForm('mail');
      return (
        <input
          aria-label="Own name"
          value={form?.node.data.name ?? ''}
          onChange={(event) => form?.setName(event.target.value)}
        />
      );
    }
    const host = await open({
      workflowId: 'linear',
      components: {
        Palette: null,
        Problems: null,
        Runs: null,
        Inspector: OwnInspector,
        Logo: () => <b>Acme Flows</b>,
      },
      layout: { isBottomOpen: true },
    });
    await expect.element(page.getByText('Acme Flows')).toBeVisible();
    expect(host.element.querySelector('[data-fg-region="bottom"]')).toBeNull();
    expect(
      page
        .getByRole('tab')
        .elements()
        .map((tab) => tab.textContent),
    ).toEqual(['Outline']);
    await userEvent.fill(page.getByLabelText('Own name'), 'Say thanks');
    expect(host.session().document.get().nodes.get('mail')?.data.name).toBe('Say thanks');
    // Typed in a row: one edit.
    host.session().document.undo();
    expect(host.session().document.get().nodes.get('mail')?.data.name).toBe('Confirm');
  });

  it('restricts what its user may do', async () => {
    const host = await open({
      workflowId: 'linear',
      options: { can: (action) => action === 'workflow.read', features: { versions: false } },
    });
    await expect.element(page.getByText('View only')).toBeVisible();
    const names = page
      .getByRole('button')
      .elements()
      .map((button) => button.textContent);
    for (const name of ['Publish', 'Run']) expect(names).not.toContain(name);
    expect(host.element.querySelector('[aria-label^="Undo"]')).toBeNull();
  });

  it('keeps the layout, and brings it back', async () => {
    const onLayoutChange = vi.fn<(layout: EditorLayout) => void>();
    const host = await open({ workflowId: 'linear', layout: { startWidth: 300 }, onLayoutChange });
    const line = host.element.querySelector<HTMLElement>('.fg-resizer--start');
    line?.focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(onLayoutChange).toHaveBeenLastCalledWith(expect.objectContaining({ startWidth: 316 }));
    expect(line?.getAttribute('aria-valuenow')).toBe('316');
  });
});

it('shows two editors with other tenants, languages and colours on one page', async () => {
  await page.viewport(1280, 900);
  const first = mountEditor({
    workflowId: 'linear',
    height: 440,
    options: { productName: 'Acme' },
  });
  const second = mountEditor({
    workflowId: 'branching',
    height: 440,
    options: { language: arabic, colourScheme: 'dark', productName: 'Globex' },
  });
  hosts.push(first, second);
  await expect.poll(() => document.querySelectorAll('.fg-editor').length).toBe(2);
  const [one, two] = [first, second].map(({ element }) =>
    element.querySelector<HTMLElement>('.fg-editor'),
  );
  expect([one?.dir, two?.dir]).toEqual(['ltr', 'rtl']);
  const colour = (element: Element | null | undefined) =>
    element ? getComputedStyle(element).backgroundColor : '';
  expect(colour(one)).not.toBe(colour(two));
  // Keys of the one do nothing in the other.
  first.session().selection.select({ nodes: ['mail'] });
  second.session().selection.select({ nodes: ['ask'] });
  one?.querySelector<HTMLElement>('.fg-editor-frame')?.focus();
  await userEvent.keyboard('{Delete}');
  await expect.poll(() => first.session().document.get().nodes.has('mail')).toBe(false);
  expect(second.session().document.get().nodes.has('ask')).toBe(true);
  expect(document.body.textContent).not.toContain('Flowgraft');
});

it('lays panels over the canvas where there is little room', async () => {
  const host = await open({ workflowId: 'linear' }, [420, 760]);
  await expect.poll(() => host.element.querySelector('[data-fg-region="start"]')).toBeNull();
  await userEvent.click(
    page.getByRole('button', { name: 'Panel with what to add and the outline' }),
  );
  await expect.element(page.getByRole('tab', { name: 'Outline' })).toBeVisible();
  await userEvent.click(page.getByRole('button', { name: 'Panel with the settings' }));
  await expect.poll(() => host.element.querySelector('[data-fg-region="start"]')).toBeNull();
  const end = host.element.querySelector('[data-fg-region="end"]');
  expect(end?.getBoundingClientRect().right).toBeLessThanOrEqual(420);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(420);
});

it('has a tree of many nodes with few elements', async () => {
  const nodes = Array.from({ length: 600 }, (_, index) => ({
    id: `n${index}`,
    type: 'flow.noop',
    version: 1,
    name: `Node ${index}`,
  }));
  const edges = nodes.slice(1).map(({ id }, index) => ({ from: `n${index}`, to: id }));
  const transport = new FakeTransport({ documents: [{ schema: 1, id: 'many', nodes, edges }] });
  const host = await open({ workflowId: 'many', transport, layout: { startTab: 'outline' } });
  await expect
    .poll(() => host.element.querySelectorAll('[role="treeitem"]').length)
    .toBeGreaterThan(10);
  expect(host.element.querySelectorAll('[role="treeitem"]').length).toBeLessThan(80);
  host.element.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus();
  await userEvent.keyboard('{End}');
  await expect.poll(() => document.activeElement?.getAttribute('aria-label')).toContain('Node 599');
});

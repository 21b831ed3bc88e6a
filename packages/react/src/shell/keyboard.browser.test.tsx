import { afterEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { writeDocument } from '../editor/write-document.js';
import { mountEditor, type EditorHost } from './editor-host.fixture.js';

let host: EditorHost;
afterEach(() => host.unmount());

async function open(
  workflowId: string,
  more: Partial<Parameters<typeof mountEditor>[0]> = {},
): Promise<void> {
  await page.viewport(1280, 800);
  host = mountEditor({ workflowId, layout: { startTab: 'outline' }, ...more });
  await expect.element(page.getByRole('banner')).toBeVisible();
}

const focused = (): Element | null => document.activeElement;
const focusedName = (): string =>
  focused()?.getAttribute('aria-label') ?? focused()?.textContent ?? '';
const edges = (): string[] => [...host.session().document.get().edges.keys()];
const said = (): string => page.getByRole('status').element().textContent;

/** Adds what fits best to what is typed into the palette that is open. */
async function addByName(name: string): Promise<void> {
  await expect.poll(() => focused()?.getAttribute('role')).toBe('combobox');
  await userEvent.keyboard(name);
  await userEvent.keyboard('{Enter}');
}

async function tabTo(target: () => Element | null): Promise<void> {
  for (let press = 0; press < 20 && focused() !== target(); press += 1) {
    await userEvent.keyboard('{Tab}');
  }
  expect(focused()).toBe(target());
}

describe('with the keyboard alone', () => {
  it('builds a workflow, connects it, configures it and runs it', async () => {
    await open('empty');
    // A press nowhere: from here only keys.
    host.element.querySelector<HTMLElement>('.fg-editor-frame')?.focus();

    await userEvent.keyboard('{Control>}i{/Control}');
    await addByName('Form');
    await expect.poll(said).toContain('Added “Form”');

    // F6 goes to the parts of the screen: the outline has one tab stop, and the new node is where it is.
    await userEvent.keyboard('{F6}{F6}');
    await expect.poll(focusedName).toContain('Form');

    await userEvent.keyboard('+');
    await addByName('http');
    await expect.poll(edges).toHaveLength(1);
    await expect.poll(focusedName).toContain('HTTP request');

    await userEvent.keyboard('+');
    await addByName('send e-mail');
    await expect.poll(edges).toHaveLength(2);
    await expect.poll(focusedName).toContain('Send e-mail');

    await userEvent.keyboard('{F2}Thank them{Enter}');
    await expect.poll(focusedName).toContain('Thank them');

    // From the form to the e-mail as well, by a list of what can be connected.
    await userEvent.keyboard('{Home}>');
    await expect.poll(() => focused()?.getAttribute('role')).toBe('combobox');
    await userEvent.keyboard('thank{Enter}');
    await expect.poll(edges).toHaveLength(3);
    await expect.poll(said).toContain('Connected “Form” to “Thank them”');

    await userEvent.keyboard('{Control>}z{/Control}');
    await expect.poll(edges).toHaveLength(2);
    await expect.poll(said).toContain('Undone');

    // Settings of the request: Enter leads there. The address came with the connection, and can be tabbed to.
    await userEvent.keyboard('{ArrowDown}{Enter}');
    await expect
      .poll(() => focused()?.closest('[data-fg-region]')?.getAttribute('data-fg-region'))
      .toBe('end');
    await tabTo(() => page.getByRole('button', { name: /^URL: Form/ }).element());
    await expect
      .poll(
        () =>
          writeDocument(host.session().document.get()).nodes.find(
            ({ type }) => type === 'http.request',
          )?.input,
      )
      .toEqual({ url: { $ref: 'nodes.form.output.url' } });

    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    const start = (): HTMLElement | null =>
      host.element.querySelector('dialog .fg-dialog-footer .fg-button--primary');
    await expect.poll(start).not.toBeNull();
    await tabTo(start);
    await userEvent.keyboard('{Enter}');
    await expect
      .poll(() => host.transport.calls.some(({ method }) => method === 'runs.start'))
      .toBe(true);
    await expect.poll(() => host.session().ui.get().runId).not.toBeNull();
  });

  it('goes through the outline, takes connections and nodes away, and keeps its place', async () => {
    await open('branching');
    await userEvent.keyboard('{F6}');
    host.element.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus();
    await userEvent.keyboard('{ArrowDown}{ArrowRight}{ArrowRight}');
    await expect.poll(focusedName).toBe('yes: Tell sales');
    await userEvent.keyboard('{Delete}');
    await expect.poll(edges).not.toContain('large.true>ask.in');
    await expect.poll(focusedName).toBe('no: Send e-mail');
    await userEvent.keyboard('{ArrowLeft}s');
    await expect.poll(focusedName).toContain('Send e-mail');
    await userEvent.keyboard('{Delete}');
    await expect.poll(() => host.session().document.get().nodes.has('confirm')).toBe(false);
    await expect.poll(() => focused()?.getAttribute('role')).toBe('treeitem');
  });

  it('opens the menu of a node, and gives the focus back', async () => {
    await open('linear');
    host.element.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus();
    await userEvent.keyboard('{Shift>}{F10}{/Shift}');
    await expect.poll(() => focused()?.getAttribute('role')).toBe('menuitem');
    await userEvent.keyboard('s');
    await expect.poll(focusedName).toContain('Switch off');
    await userEvent.keyboard('{Enter}');
    await expect
      .poll(() => host.session().document.get().nodes.get('fetch')?.data.disabled)
      .toBe(true);
    await expect.poll(focusedName).toContain('switched off');
    await userEvent.keyboard('{Shift>}{F10}{/Shift}{Escape}');
    await expect.poll(() => focused()?.getAttribute('role')).toBe('treeitem');
  });

  it('finds actions and nodes by name', async () => {
    await open('linear');
    host.element.querySelector<HTMLElement>('.fg-editor-frame')?.focus();
    await userEvent.keyboard('{Control>}k{/Control}');
    await expect.poll(() => focused()?.getAttribute('role')).toBe('combobox');
    await userEvent.keyboard('confirm{Enter}');
    await expect.poll(() => [...host.session().selection.get().nodes]).toEqual(['mail']);
    await userEvent.keyboard('{Control>}k{/Control}');
    await userEvent.keyboard('shortcuts{Enter}');
    await expect.element(page.getByRole('heading', { name: 'Keyboard shortcuts' })).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => host.element.querySelector('dialog')).toBeNull();
  });
});

it('copies and pastes by the clipboard’s own events', async () => {
  await open('linear');
  const frame = host.element.querySelector<HTMLElement>('.fg-editor-frame');
  frame?.focus();
  host.session().selection.select({ nodes: ['fetch', 'pick'] });
  const clipboardData = new DataTransfer();
  frame?.dispatchEvent(
    new ClipboardEvent('copy', { clipboardData, bubbles: true, cancelable: true }),
  );
  expect(clipboardData.getData('text/plain')).toContain('flowgraft/clipboard');
  frame?.dispatchEvent(
    new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
  );
  await expect.poll(() => host.session().document.get().nodes.size).toBe(5);
  await expect.poll(edges).toHaveLength(3);
  await expect.poll(said).toContain('2 nodes added');
});

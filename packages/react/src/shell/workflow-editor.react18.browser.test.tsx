import { afterEach, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { mountEditor, type EditorHost } from './editor-host.fixture.js';

let host: EditorHost;
afterEach(() => host.unmount());

it('opens, shows its menus and dialogs, and edits, with nothing to complain of', async () => {
  const complain = vi.spyOn(console, 'error');
  await page.viewport(1280, 800);
  host = mountEditor({ workflowId: 'linear', layout: { startTab: 'outline' } });
  await expect.poll(() => host.element.querySelectorAll('.fg-node').length).toBe(3);
  await userEvent.click(page.getByRole('button', { name: 'More' }));
  await userEvent.click(page.getByRole('menuitem', { name: /Keyboard shortcuts/ }));
  await expect.element(page.getByRole('heading', { name: 'Keyboard shortcuts' })).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => host.element.querySelector('dialog')).toBeNull();
  host.element.querySelector<HTMLElement>('[role="treeitem"][tabindex="0"]')?.focus();
  await userEvent.keyboard('+');
  await expect.poll(() => document.activeElement?.getAttribute('role')).toBe('combobox');
  await userEvent.keyboard('pass on{Enter}');
  await expect.poll(() => host.session().document.get().nodes.size).toBe(4);
  await expect.poll(() => document.activeElement?.getAttribute('aria-label')).toContain('Pass on');
  expect(complain).not.toHaveBeenCalled();
  complain.mockRestore();
});

import { afterEach, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { nestedWorkflow } from '../testing/documents.fixture.js';
import { mountCanvas, type CanvasHost } from './canvas-host.fixture.js';

let host: CanvasHost;
afterEach(() => host.unmount());

it('draws, walks, selects and moves by keyboard, with nothing to complain of', async () => {
  const complain = vi.spyOn(console, 'error');
  host = await mountCanvas(nestedWorkflow, { isStrict: true });
  const { session, element } = host;
  const place = (): number => session.document.get().nodes.get('list')?.position.y ?? NaN;
  const before = place();
  await expect.poll(() => element.querySelectorAll('[data-fg-node]').length).toBe(9);
  const focused = (): string | null | undefined =>
    document.activeElement?.getAttribute('data-fg-node');
  session.canvas.get()?.reveal('list', { focus: true });
  await expect.poll(focused).toBe('list');
  await userEvent.keyboard(' {Shift>}{ArrowDown}{/Shift}');
  expect(place()).toBe(before + 100);
  await userEvent.keyboard('{Alt>}{ArrowRight}{/Alt}');
  await expect.poll(focused).toBe('each');
  session.document.undo();
  expect(place()).toBe(before);
  expect(complain).not.toHaveBeenCalled();
  complain.mockRestore();
});

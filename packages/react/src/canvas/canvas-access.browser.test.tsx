import { run as runAxe } from 'axe-core';
import { afterEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { branchingWorkflow, nestedWorkflow } from '../testing/documents.fixture.js';
import { mountCanvas, type CanvasHost } from './canvas-host.fixture.js';

const hosts: CanvasHost[] = [];
afterEach(() => {
  for (const host of hosts.splice(0)) host.unmount();
});

it.each(['light', 'dark', 'contrast'] as const)(
  'has no fault that axe finds, %s',
  async (colourScheme) => {
    const host = await mountCanvas(branchingWorkflow, { editor: { colourScheme } });
    hosts.push(host);
    await expect.poll(() => host.element.querySelectorAll('.fg-node').length).toBe(6);
    host.session.selection.select({
      nodes: ['large'],
      notes: ['why'],
      edges: ['form.out>large.in'],
    });
    await expect.poll(() => host.element.querySelector('.fg-note__tools')).not.toBeNull();
    const { violations } = await runAxe(host.element);
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('; ')}`),
    ).toEqual([]);
  },
);

it('has no fault that axe finds in containers either, and names them', async () => {
  const host = await mountCanvas(nestedWorkflow);
  hosts.push(host);
  await expect
    .element(page.getByRole('group', { name: 'For each order, For each, Container' }))
    .toBeVisible();
  const { violations } = await runAxe(host.element);
  expect(violations.map(({ id }) => id)).toEqual([]);
});

it('makes a note larger by its corner, as one edit', async () => {
  const host = await mountCanvas(branchingWorkflow);
  hosts.push(host);
  host.session.selection.select({ notes: ['why'] });
  await expect.poll(() => host.element.querySelector('.fg-resize')).not.toBeNull();
  const corner = host.element.querySelector('.fg-resize');
  if (corner === null) throw new Error('no corner');
  const { left, top } = corner.getBoundingClientRect();
  const at = (target: EventTarget, type: string, x: number, y: number): void => {
    const place = { clientX: left + 12 + x, clientY: top + 12 + y };
    target.dispatchEvent(
      new MouseEvent(type, { bubbles: true, cancelable: true, view: window, ...place }),
    );
  };
  at(corner, 'mousedown', 0, 0);
  at(document, 'mousemove', 30, 20);
  at(document, 'mousemove', 60, 40);
  at(document, 'mouseup', 60, 40);
  await expect
    .poll(() => host.session.document.get().notes.get('why')?.size)
    .toEqual({ width: 280, height: 160 });
  host.session.document.undo();
  expect(host.session.document.get().notes.get('why')?.size).toEqual({ width: 220, height: 120 });
});

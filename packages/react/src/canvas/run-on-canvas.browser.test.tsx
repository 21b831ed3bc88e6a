import { afterEach, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { RunStates } from '../hooks/run-states-context.js';
import type { EdgeRunState, NodeRunState } from '../run/run-states.js';
import { ValueStore } from '../store/value-store.js';
import { branchingWorkflow, linearWorkflow } from '../testing/documents.fixture.js';
import { FakeTransport } from '../testing/fake-transport.fixture.js';
import { testManifests } from '../testing/manifests.fixture.js';
import { draggedNodeType } from '../panels/palette-model.js';
import { mountCanvas, type CanvasHost } from './canvas-host.fixture.js';

const hosts: CanvasHost[] = [];
afterEach(() => {
  for (const host of hosts.splice(0)) host.unmount();
});

/** A run that a test can script. */
class ScriptedRun implements RunStates {
  readonly #nodes = new Map<string, ValueStore<NodeRunState | null>>();
  readonly #edges = new Map<string, ValueStore<EdgeRunState | null>>();

  node(id: string): ValueStore<NodeRunState | null> {
    return storeIn(this.#nodes, id);
  }

  edge(id: string): ValueStore<EdgeRunState | null> {
    return storeIn(this.#edges, id);
  }

  set(id: string, status: NodeRunState['status'], more: Partial<NodeRunState> = {}): void {
    this.node(id).set({
      status,
      running: 0,
      completed: status === 'completed' ? 1 : 0,
      failed: 0,
      attempts: 1,
      fraction: null,
      startedAt: null,
      finishedAt: null,
      error: null,
      ...more,
    });
  }
}

function storeIn<Value>(stores: Map<string, ValueStore<Value | null>>, id: string) {
  const store = stores.get(id) ?? new ValueStore<Value | null>(null);
  stores.set(id, store);
  return store;
}

it('shows how a run stands, in words too, and moves the edges that something goes along', async () => {
  const run = new ScriptedRun();
  const host = await mountCanvas(linearWorkflow, { run });
  hosts.push(host);
  await expect
    .element(page.getByRole('group', { name: 'Get the order, HTTP request' }))
    .toBeVisible();
  run.set('fetch', 'completed', { completed: 3 });
  run.set('pick', 'running', { fraction: 0.4 });
  run.edge('fetch.out>pick.in').set({ count: 3, lastAt: Date.now() });
  run.edge('pick.out>mail.in').set({ count: 1, lastAt: null });
  await expect
    .element(page.getByRole('group', { name: 'Get the order, HTTP request, Completed' }))
    .toBeVisible();
  await expect.element(page.getByRole('group', { name: 'Set fields, Running' })).toBeVisible();
  await expect.element(page.getByText('40%')).toBeVisible();
  await expect.element(page.getByRole('group', { name: 'Confirm, Send e-mail' })).toBeVisible();
  await expect.poll(() => host.element.querySelectorAll('.fg-edge--taken').length).toBe(2);
  await expect.poll(() => host.element.querySelectorAll('.fg-edge__line--moving').length).toBe(1);
  await expect
    .poll(() => host.element.querySelectorAll('.fg-edge__line--moving').length, { timeout: 10_000 })
    .toBe(0);
  expect(host.element.querySelector('.fg-edge-label__count')?.textContent).toBe('×3');
});

it('takes a node from the palette, where it is dropped', async () => {
  const host = await mountCanvas(linearWorkflow);
  hosts.push(host);
  await expect.poll(() => host.element.querySelector('.react-flow__pane')).not.toBeNull();
  const pane = host.element.querySelector('.react-flow__pane');
  const dataTransfer = new DataTransfer();
  dataTransfer.setData(draggedNodeType, JSON.stringify({ type: 'mail.send', version: 1 }));
  pane?.dispatchEvent(
    new DragEvent('drop', {
      bubbles: true,
      cancelable: true,
      dataTransfer,
      clientX: 400,
      clientY: 500,
    }),
  );
  await expect.poll(() => host.session.document.get().nodes.size).toBe(4);
  expect([...host.session.selection.get().nodes]).toHaveLength(1);
  const bad = new DataTransfer();
  bad.setData(draggedNodeType, '{');
  pane?.dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer: bad }));
  expect(host.session.document.get().nodes.size).toBe(4);
});

it('puts a node on an edge, takes the edge away, and goes through edges by keyboard', async () => {
  const host = await mountCanvas(branchingWorkflow);
  hosts.push(host);
  const { session } = host;
  await expect.poll(() => host.element.querySelectorAll('.fg-edge').length).toBe(6);
  // The pointer may rest on an edge, which then has its tools too.
  await userEvent.hover(page.getByRole('button', { name: 'Zoom in' }));
  await expect.poll(() => host.element.querySelector('.fg-edge-tools')).toBeNull();
  session.selection.select({ edges: ['form.out>large.in'] });
  await userEvent.click(page.getByRole('button', { name: 'Add a node in between' }));
  expect(session.ui.get().adding?.edgeId).toBe('form.out>large.in');
  await userEvent.click(page.getByRole('button', { name: 'Remove the connection' }));
  expect(session.document.get().edges.size).toBe(5);
  session.canvas.get()?.reveal('large', { focus: true });
  await expect.poll(() => document.activeElement?.getAttribute('data-fg-node')).toBe('large');
  await userEvent.keyboard('e');
  expect([...session.selection.get().edges]).toEqual(['large.true>ask.in']);
  // The same key of an Arabic keyboard.
  const pressed = new KeyboardEvent('keydown', { key: 'ث', code: 'KeyE', bubbles: true });
  document.activeElement?.dispatchEvent(pressed);
  expect([...session.selection.get().edges]).toEqual(['large.false>confirm.in']);
  await userEvent.keyboard('{Delete}');
  expect(session.document.get().edges.size).toBe(4);
  expect(session.document.get().nodes.size).toBe(6);
});

it('marks a node of an earlier version, which is shown as what it becomes', async () => {
  const [first, ...others] = linearWorkflow.nodes;
  if (first === undefined) throw new Error('no node');
  const manifests = testManifests.map((each) =>
    each.type === first.type ? { ...each, version: 3, migratesFrom: [first.version] } : each,
  );
  const transport = new FakeTransport({ documents: [linearWorkflow], manifests });
  const host = await mountCanvas(linearWorkflow, { editor: { transport } });
  hosts.push(host);
  await expect
    .element(page.getByRole('group', { name: /^Get the order, HTTP request, Older version/ }))
    .toBeVisible();
  expect(host.element.querySelectorAll('.fg-card__older')).toHaveLength(1);
  expect(host.element.querySelectorAll('.fg-card')).toHaveLength(others.length + 1);
  expect(host.element.querySelector('.fg-card--unknown')).toBeNull();
});

it('tells a name in full under the pointer when there is no room for it', async () => {
  const [first, ...others] = linearWorkflow.nodes;
  if (first === undefined) throw new Error('no node');
  const name = 'Everything that was ordered by everybody in the last quarter of the year before';
  const host = await mountCanvas({ ...linearWorkflow, nodes: [{ ...first, name }, ...others] });
  hosts.push(host);
  const hover = async (selector: string): Promise<string | undefined> => {
    await expect.poll(() => host.element.querySelector(selector)).not.toBeNull();
    const text = host.element.querySelector<HTMLElement>(selector);
    if (text !== null) await userEvent.hover(text);
    return text?.title;
  };
  expect(await hover(`[data-fg-node="${first.id}"] .fg-card__name`)).toBe(name);
  expect(await hover('[data-fg-node="mail"] .fg-card__name')).toBe('');
});

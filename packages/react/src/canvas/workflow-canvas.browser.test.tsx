import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { arabic } from '../language/ar.js';
import type { NodeCardProps } from '../slots.js';
import {
  branchingWorkflow,
  largeWorkflow,
  linearWorkflow,
  nestedWorkflow,
} from '../testing/documents.fixture.js';
import { mountCanvas, type CanvasHost, type HostOptions } from './canvas-host.fixture.js';
import { NodeCard } from './node-card.js';

const hosts: CanvasHost[] = [];
const complaints: string[] = [];

beforeEach(() => {
  complaints.length = 0;
  for (const kind of ['error', 'warn'] as const)
    vi.spyOn(console, kind).mockImplementation((...parts: unknown[]) => {
      complaints.push(parts.map(String).join(' '));
    });
});

afterEach(() => {
  for (const host of hosts.splice(0)) host.unmount();
  vi.restoreAllMocks();
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
});

async function open(
  document_: Parameters<typeof mountCanvas>[0],
  options?: HostOptions,
): Promise<CanvasHost> {
  const host = await mountCanvas(document_, options);
  hosts.push(host);
  await vi.waitUntil(
    () => document_.nodes.length === 0 || host.element.querySelector('.fg-node') !== null,
  );
  return host;
}

/** Tests may look at the page as it is drawn. */
function find(host: CanvasHost, selector: string): HTMLElement {
  const found = host.element.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`nothing matches ${selector}`);
  return found;
}

const node = (host: CanvasHost, id: string): HTMLElement => find(host, `[data-fg-node="${id}"]`);

function middle(element: Element): { x: number; y: number } {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}

function point(target: EventTarget, type: string, at: { x: number; y: number }): void {
  const init = { bubbles: true, cancelable: true, view: window, clientX: at.x, clientY: at.y };
  target.dispatchEvent(
    new MouseEvent(type, { ...init, button: 0, buttons: type === 'mouseup' ? 0 : 1 }),
  );
}

/** Drags by mouse, in steps. */
function drag(from: Element, by: { x: number; y: number }, steps = 8): void {
  const start = middle(from);
  point(from, 'mousedown', start);
  for (let step = 1; step <= steps; step += 1) {
    const part = step / steps;
    point(document, 'mousemove', { x: start.x + by.x * part, y: start.y + by.y * part });
  }
  point(document, 'mouseup', { x: start.x + by.x, y: start.y + by.y });
}

/** Drags by mouse, with a frame drawn after each step. */
async function dragInFrames(from: Element, by: { x: number; y: number }, steps: number) {
  const start = middle(from);
  point(from, 'mousedown', start);
  for (let step = 1; step <= steps; step += 1) {
    const part = step / steps;
    point(document, 'mousemove', { x: start.x + by.x * part, y: start.y + by.y * part });
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  point(document, 'mouseup', { x: start.x + by.x, y: start.y + by.y });
}

describe('a large workflow', () => {
  it('draws what can be seen, and a drag draws no other card again', async () => {
    let renders = 0;
    const Card = (props: NodeCardProps) => {
      renders += 1;
      return <NodeCard {...props} />;
    };
    const host = await open(largeWorkflow(1_000), { components: { NodeCard: Card } });
    await expect.poll(() => host.element.querySelectorAll('.fg-card').length).toBeGreaterThan(5);
    expect(host.element.querySelectorAll('*').length).toBeLessThan(5_000);
    const drawn = renders;
    const icon = find(host, '[data-fg-node="n1"] .fg-card__icon');
    await dragInFrames(icon, { x: 60, y: 80 }, 20);
    await expect
      .poll(() => host.session.document.get().nodes.get('n1')?.position.y)
      .toBeGreaterThan(0);
    // Selected, put down, and the ports of a neighbour at most.
    expect(renders - drawn).toBeLessThanOrEqual(6);
  });

  it('draws boxes without text when it is zoomed out, and text again when it is zoomed in', async () => {
    const host = await open(largeWorkflow(300, 20));
    host.session.canvas.get()?.fit();
    await expect.poll(() => host.element.querySelectorAll('.fg-card--far').length).toBe(300);
    expect(host.element.querySelectorAll('.fg-card__name')).toHaveLength(0);
    host.session.canvas.get()?.reveal('n0');
    await expect
      .poll(() => host.element.querySelectorAll('.fg-card__name').length)
      .toBeGreaterThan(3);
  });
});

describe('dragging', () => {
  it('changes the document once, at its end, and can be taken back', async () => {
    const host = await open(linearWorkflow, { isStrict: true });
    const { document: store } = host.session;
    const changes: string[] = [];
    store.onChange((_changes, cause) => changes.push(cause));
    drag(find(host, '[data-fg-node="pick"] .fg-card__icon'), { x: 0, y: 120 });
    await expect.poll(() => store.get().nodes.get('pick')?.position.y).toBeGreaterThan(60);
    expect(changes).toEqual(['command']);
    const { y = 1 } = store.get().nodes.get('pick')?.position ?? {};
    expect(y % 20).toBe(0);
    store.undo();
    expect(store.get().nodes.get('pick')?.position).toEqual({ x: 280, y: 0 });
  });

  it('puts a node into a container and out of it', async () => {
    const host = await open(nestedWorkflow, { width: 1160, height: 640 });
    const { document: store, canvas } = host.session;
    canvas.get()?.fit();
    await expect.poll(() => host.element.querySelectorAll('[data-fg-node]').length).toBe(9);
    const section = middle(find(host, '[data-fg-node="after"]'));
    const icon = find(host, '[data-fg-node="list"] .fg-card__icon');
    const from = middle(icon);
    drag(icon, { x: section.x - from.x, y: section.y - from.y + 150 });
    await expect
      .poll(() => store.get().nodes.get('list')?.graph)
      .toEqual({ nodeId: 'each', body: 'body' });
    expect(store.get().edges.has('list.out>each.in')).toBe(false);
    const inside = find(host, '[data-fg-node="list"] .fg-card__icon');
    drag(inside, { x: 0, y: -400 });
    await expect.poll(() => store.get().nodes.get('list')?.graph).toBeNull();
  });
});

describe('connecting', () => {
  const port = (host: CanvasHost, id: string, name: string, kind: string): Element =>
    find(host, `.react-flow__handle[data-nodeid="${id}"][data-handleid="${name}"].${kind}`);

  it('joins a port with the port that it is dragged to', async () => {
    const host = await open(branchingWorkflow);
    const { document: store, announced } = host.session;
    const from = port(host, 'confirm', 'error', 'source');
    const to = middle(port(host, 'alarm', 'in', 'target'));
    const start = middle(from);
    drag(from, { x: to.x - start.x, y: to.y - start.y });
    await expect.poll(() => store.get().edges.has('confirm.error>alarm.in')).toBe(true);
    expect(announced.get()?.message).toBe('canvas.connected');
  });

  it('says why a port cannot be reached', async () => {
    const host = await open(branchingWorkflow);
    const from = port(host, 'large', 'true', 'source');
    const to = middle(port(host, 'ask', 'in', 'target'));
    const start = middle(from);
    point(from, 'mousedown', start);
    point(document, 'mousemove', { x: start.x + 20, y: start.y });
    point(document, 'mousemove', to);
    await expect.element(page.getByText(/already/i)).toBeVisible();
    point(document, 'mouseup', to);
    expect(host.session.document.get().edges.size).toBe(branchingWorkflow.edges.length);
  });

  it('asks for a node where it is dropped on nothing', async () => {
    const host = await open(linearWorkflow);
    drag(port(host, 'mail', 'out', 'source'), { x: 60, y: 160 });
    await expect
      .poll(() => host.session.ui.get().adding?.from)
      .toEqual({ nodeId: 'mail', port: 'out' });
    expect(host.session.ui.get().adding?.position?.y).toBeGreaterThan(100);
  });

  it('adds a node after another by its button', async () => {
    const host = await open(linearWorkflow);
    find(host, '[data-fg-node="mail"] .fg-port__add').click();
    expect(host.session.ui.get().adding).toEqual({
      graph: null,
      position: null,
      from: { nodeId: 'mail', port: 'out' },
      edgeId: null,
    });
  });
});

describe('by keyboard', () => {
  it('is one stop, walks along edges, selects, moves, renames and removes', async () => {
    const host = await open(linearWorkflow);
    const { document: store, selection, ui } = host.session;
    const before = document.createElement('button');
    host.element.before(before);
    before.focus();
    await userEvent.keyboard('{Tab}');
    before.remove();
    await expect.poll(() => document.activeElement).toBe(node(host, 'fetch'));
    await userEvent.keyboard('{ArrowRight}');
    await expect.poll(() => document.activeElement).toBe(node(host, 'pick'));
    await userEvent.keyboard('{ArrowLeft}');
    await expect.poll(() => document.activeElement).toBe(node(host, 'fetch'));
    await userEvent.keyboard(' ');
    expect([...selection.get().nodes]).toEqual(['fetch']);
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}');
    expect(store.get().nodes.get('fetch')?.position).toEqual({ x: 0, y: 140 });
    store.undo();
    expect(store.get().nodes.get('fetch')?.position).toEqual({ x: 0, y: 0 });
    await userEvent.keyboard('{Enter}');
    expect(ui.get().panel).toBe('inspector');
    await userEvent.keyboard('{F2}');
    await userEvent.fill(page.getByRole('textbox', { name: 'Name' }), 'Read it');
    await userEvent.keyboard('{Enter}');
    expect(store.get().nodes.get('fetch')?.data.name).toBe('Read it');
    await expect.poll(() => document.activeElement).toBe(node(host, 'fetch'));
    await userEvent.keyboard('+');
    expect(ui.get().adding?.from?.nodeId).toBe('fetch');
    await userEvent.keyboard('{Delete}');
    expect(store.get().nodes.has('fetch')).toBe(false);
    await expect.poll(() => document.activeElement).toBe(node(host, 'pick'));
    await userEvent.keyboard('{Tab}');
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Zoom in');
    await userEvent.keyboard('{Shift>}{Tab}{/Shift}');
    await expect.poll(() => document.activeElement).toBe(node(host, 'pick'));
  });

  it('tells what a node is, and how it stands', async () => {
    const host = await open(branchingWorkflow);
    expect(node(host, 'large').getAttribute('aria-label')).toBe('Large order?, If');
    await expect
      .element(page.getByRole('group', { name: 'Tell sales, Post to chat' }))
      .toBeInTheDocument();
  });
});

describe('notes', () => {
  it('are written in place, as text and never as HTML', async () => {
    const host = await open(branchingWorkflow);
    const note = find(host, '.fg-note');
    expect(note.querySelector('strong')?.textContent).toBe('Sales');
    note.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
    await userEvent.fill(
      page.getByRole('textbox', { name: 'Edit the note' }),
      '<img src=x> **bold**',
    );
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    expect(host.session.document.get().notes.get('why')?.text).toBe('<img src=x> **bold**');
    await expect.poll(() => find(host, '.fg-note').textContent).toBe('<img src=x> bold');
    expect(host.element.querySelector('.fg-note img')).toBeNull();
  });
});

describe('languages', () => {
  it('draws cards from right to left, and the workflow too when it is mirrored', async () => {
    const editor = { language: arabic };
    const host = await open(linearWorkflow, { editor });
    expect(getComputedStyle(node(host, 'fetch')).direction).toBe('rtl');
    const [fetch, mail] = ['fetch', 'mail'].map((id) => middle(node(host, id)).x);
    expect(fetch).toBeLessThan(mail ?? 0);
    const mirrored = await open(linearWorkflow, { editor, mirror: true });
    const [first, last] = ['fetch', 'mail'].map((id) => middle(node(mirrored, id)).x);
    expect(first).toBeGreaterThan(last ?? 0);
    drag(find(mirrored, '[data-fg-node="mail"] .fg-card__icon'), { x: -100, y: 0 });
    await expect
      .poll(() => mirrored.session.document.get().nodes.get('mail')?.position.x)
      .toBeGreaterThan(600);
  });
});

it('shows two workflows on one page that know nothing of each other', async () => {
  const small = { width: 580, height: 320 };
  const one = await open(linearWorkflow, small);
  const two = await open(linearWorkflow, { ...small, editor: { language: arabic } });
  one.session.selection.select({ nodes: ['pick'] });
  await expect.poll(() => one.element.querySelectorAll('.fg-card--selected').length).toBe(1);
  expect(two.element.querySelectorAll('.fg-card--selected')).toHaveLength(0);
  const ids = [...document.querySelectorAll('.react-flow')].map(({ id }) => id);
  expect(new Set(ids).size).toBe(2);
});

it('waits to be seen before it draws', async () => {
  const host = await mountCanvas(linearWorkflow, { width: 0 });
  hosts.push(host);
  await expect.poll(() => host.element.querySelector('.fg-canvas')).not.toBeNull();
  expect(host.element.querySelector('.react-flow')).toBeNull();
  host.element.style.width = '1160px';
  await expect.poll(() => host.element.querySelectorAll('.fg-card').length).toBe(3);
});

it('cannot be changed where nothing may be', async () => {
  const host = await open(linearWorkflow, {
    editor: { can: (action) => action !== 'workflow.edit' },
  });
  expect(host.element.querySelector('.fg-port__add')).toBeNull();
  drag(find(host, '[data-fg-node="pick"] .fg-card__icon'), { x: 0, y: 120 });
  node(host, 'pick').focus();
  await userEvent.keyboard('{Delete}');
  expect(host.session.document.history.get().undo).toBeNull();
});

it('begins with an invitation where there is nothing yet', async () => {
  const host = await open({ schema: 1, id: 'new', nodes: [], edges: [] });
  await userEvent.click(page.getByRole('button', { name: 'Add a node' }));
  expect(host.session.ui.get().adding).not.toBeNull();
});

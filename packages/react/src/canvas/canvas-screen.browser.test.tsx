import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cdp } from 'vitest/browser';
import { branchingWorkflow, largeWorkflow, nestedWorkflow } from '../testing/documents.fixture.js';
import { mountCanvas, type CanvasHost } from './canvas-host.fixture.js';

interface Place {
  readonly x: number;
  readonly y: number;
}

const hosts: CanvasHost[] = [];
afterEach(() => {
  for (const host of hosts.splice(0)) host.unmount();
});

async function open(...args: Parameters<typeof mountCanvas>): Promise<CanvasHost> {
  const host = await mountCanvas(...args);
  hosts.push(host);
  await vi.waitUntil(() => host.element.querySelector('.fg-node') !== null);
  return host;
}

function find(host: CanvasHost, selector: string): HTMLElement {
  const found = host.element.querySelector<HTMLElement>(selector);
  if (found === null) throw new Error(`nothing matches ${selector}`);
  return found;
}

const card = (host: CanvasHost, id: string): HTMLElement =>
  find(host, `[data-fg-node="${id}"] .fg-card__icon`);
const port = (host: CanvasHost, id: string, name: string): HTMLElement =>
  find(host, `.react-flow__handle[data-nodeid="${id}"][data-handleid="${name}"]`);

function middle(element: Element): Place {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}

function drag(from: Element, to: Place): void {
  const start = middle(from);
  const send = (target: EventTarget, type: string, { x, y }: Place): void => {
    const buttons = type === 'mouseup' ? 0 : 1;
    const init = { bubbles: true, cancelable: true, view: window, button: 0, buttons };
    target.dispatchEvent(new MouseEvent(type, { ...init, clientX: x, clientY: y }));
  };
  send(from, 'mousedown', start);
  for (const part of [0.25, 0.5, 0.75, 1])
    send(document, 'mousemove', {
      x: start.x + (to.x - start.x) * part,
      y: start.y + (to.y - start.y) * part,
    });
  send(document, 'mouseup', to);
}

/** Where a node is, from the middle of the canvas. */
function fromMiddle(host: CanvasHost, id: string): Place {
  const node = middle(card(host, id));
  const canvas = middle(find(host, '.fg-canvas'));
  return { x: node.x - canvas.x, y: node.y - canvas.y };
}

describe('what is on the screen', () => {
  it('is the whole workflow, beside the tools that lie on the canvas', async () => {
    const host = await open(nestedWorkflow, { width: 900, height: 590 });
    const canvas = find(host, '.fg-canvas').getBoundingClientRect();
    const tools = ['.fg-canvas__controls', '.fg-minimap'].map((selector) =>
      find(host, selector).getBoundingClientRect(),
    );
    await expect.poll(() => host.element.querySelectorAll('[data-fg-node]').length).toBe(9);
    for (const node of host.element.querySelectorAll('[data-fg-node]')) {
      const { left, top, right, bottom } = node.getBoundingClientRect();
      expect(left).toBeGreaterThan(canvas.left);
      expect(top).toBeGreaterThan(canvas.top);
      expect(right).toBeLessThan(canvas.right);
      expect(bottom).toBeLessThan(canvas.bottom);
      for (const tool of tools)
        expect(bottom < tool.top || right < tool.left || left > tool.right).toBe(true);
    }
  });

  it('stays in the middle when panels open, and is all of it as long as nobody has moved it', async () => {
    const host = await open(largeWorkflow(6), { width: 1_160 });
    host.element.style.width = '700px';
    await expect
      .poll(() => {
        const last = find(host, '[data-fg-node="n5"]').getBoundingClientRect();
        return last.right < find(host, '.fg-canvas').getBoundingClientRect().right;
      })
      .toBe(true);
    const pane = find(host, '.react-flow__pane');
    const { x, y } = middle(pane);
    const opened = fromMiddle(host, 'n2');
    drag(pane, { x: x + 60, y: y + 40 });
    await expect.poll(() => fromMiddle(host, 'n2').x).toBeCloseTo(opened.x + 60, 0);
    const before = fromMiddle(host, 'n2');
    host.element.style.height = '400px';
    await expect.poll(() => fromMiddle(host, 'n2').y).toBeCloseTo(before.y, 0);
    expect(fromMiddle(host, 'n2').x).toBeCloseTo(before.x, 0);
  });
});

describe('by mouse', () => {
  it('leads a connection elsewhere when its end is dragged there', async () => {
    const host = await open(branchingWorkflow);
    const { document: store } = host.session;
    const id = 'large.false>confirm.in';
    await expect.poll(() => store.get().edges.has(id)).toBe(true);
    const end = find(host, `[data-id="${id}"] .react-flow__edgeupdater-target`);
    drag(end, middle(port(host, 'alarm', 'in')));
    await expect.poll(() => store.get().edges.has('large.false>alarm.in')).toBe(true);
    expect(store.get().edges.has(id)).toBe(false);
    store.undo();
    expect(store.get().edges.has(id)).toBe(true);
  });

  it('makes a container larger by its corner, as one edit', async () => {
    const host = await open(nestedWorkflow);
    const { document: store, selection } = host.session;
    selection.select({ nodes: ['each'] });
    await expect.poll(() => host.element.querySelector('.fg-resize')).not.toBeNull();
    const before = find(host, '[data-fg-node="each"]').getBoundingClientRect();
    const corner = find(host, '.fg-resize');
    const { x, y } = middle(corner);
    drag(corner, { x: x + 80, y: y + 60 });
    await expect.poll(() => store.get().nodes.get('each')?.size).toBeDefined();
    const after = (): DOMRect => find(host, '[data-fg-node="each"]').getBoundingClientRect();
    await expect.poll(() => after().width).toBeGreaterThan(before.width + 40);
    expect(after().height).toBeGreaterThan(before.height + 30);
    store.undo();
    await expect.poll(() => after().width).toBeCloseTo(before.width, 0);
  });
});

describe('by touch', () => {
  const browser = cdp() as unknown as {
    send(method: string, parameters: object): Promise<unknown>;
  };
  const touch = async (type: string, places: readonly Place[]): Promise<void> => {
    const frame = window.frameElement?.getBoundingClientRect();
    const touchPoints = places.map(({ x, y }) => ({
      x: x + (frame?.left ?? 0),
      y: y + (frame?.top ?? 0),
    }));
    await browser.send('Input.dispatchTouchEvent', { type, touchPoints });
  };
  const tap = async (element: Element): Promise<void> => {
    await touch('touchStart', [middle(element)]);
    await touch('touchEnd', []);
  };
  const emulate = (enabled: boolean): Promise<unknown> =>
    browser.send('Emulation.setTouchEmulationEnabled', { enabled, maxTouchPoints: 1 });

  beforeEach(() => emulate(true).then(() => undefined));
  afterEach(() => emulate(false).then(() => undefined));

  it('selects with a tap, moves with a finger, and connects with a tap on each port', async () => {
    const host = await open(branchingWorkflow);
    const { document: store, selection } = host.session;
    await tap(card(host, 'form'));
    await expect.poll(() => [...selection.get().nodes]).toEqual(['form']);
    const start = middle(card(host, 'form'));
    const before = store.get().nodes.get('form')?.position ?? { x: 0, y: 0 };
    await touch('touchStart', [start]);
    for (const step of [20, 60, 100]) await touch('touchMove', [{ x: start.x, y: start.y + step }]);
    await touch('touchEnd', []);
    await expect
      .poll(() => store.get().nodes.get('form')?.position.y)
      .toBeGreaterThan(before.y + 60);
    await tap(port(host, 'confirm', 'error'));
    await expect.poll(() => host.element.querySelector('.fg-port--open')).not.toBeNull();
    await tap(port(host, 'alarm', 'in'));
    await expect.poll(() => store.get().edges.has('confirm.error>alarm.in')).toBe(true);
  });
});

import { StrictMode, useState, type ComponentType, type ReactElement } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { createEditor } from '../create-editor.js';
import { EditorContext } from '../hooks/editor-context.js';
import { FakeTransport } from '../testing/fake-transport.fixture.js';
import { lazyDialog, lazyPart, whenLoaded } from './lazy-part.js';

interface GreetingProps {
  readonly name: string;
  readonly onClose: () => void;
}

function Greeting({ name }: GreetingProps): ReactElement {
  return <button type="button">Hello {name}</button>;
}

/** A module that arrives, or does not, when the test says so. */
function network() {
  const waiting: { arrive: () => void; fail: () => void }[] = [];
  const load = () =>
    new Promise<ComponentType<GreetingProps>>((resolve, reject) =>
      waiting.push({
        arrive: () => resolve(Greeting),
        fail: () => reject(new Error('Failed to fetch dynamically imported module')),
      }),
    );
  return { load, waiting };
}

let root: Root;
let element: HTMLElement;
const editor = createEditor({ transport: new FakeTransport() });

beforeEach(() => {
  element = document.createElement('div');
  document.body.append(element);
  root = createRoot(element);
});

afterEach(() => {
  root.unmount();
  element.remove();
});

function draw(Part: ComponentType<GreetingProps>): void {
  function Page(): ReactElement {
    const [isShown, setShown] = useState(true);
    return (
      <>
        <button type="button" onClick={() => setShown(!isShown)}>
          Toggle
        </button>
        {isShown && <Part name="Ada" onClose={() => setShown(false)} />}
      </>
    );
  }
  root.render(
    <StrictMode>
      <EditorContext.Provider value={editor}>
        <Page />
      </EditorContext.Provider>
    </StrictMode>,
  );
}

const hello = page.getByRole('button', { name: 'Hello Ada' });
const again = page.getByRole('button', { name: 'Try again' });

describe('a part that is loaded later', () => {
  it('is asked for once, holds its place until then, and is there at once from then on', async () => {
    const { load, waiting } = network();
    const Part = lazyPart(load);
    Part.preload();
    draw(Part);
    await expect.poll(() => element.querySelector('[aria-busy="true"]')).not.toBeNull();

    waiting[0]?.arrive();

    await expect.element(hello).toBeVisible();
    expect(waiting).toHaveLength(1);
    const toggle = element.querySelector('button');
    toggle?.click();
    await expect.element(hello).not.toBeInTheDocument();
    const drawn: boolean[] = [];
    const observer = new MutationObserver(() =>
      drawn.push(element.querySelector('[aria-busy]') === null),
    );
    observer.observe(element, { childList: true, subtree: true });
    toggle?.click();
    await expect.element(hello).toBeVisible();
    expect(drawn).not.toContain(false);
    observer.disconnect();
  });

  it('says that it could not be loaded, and tries again', async () => {
    const { load, waiting } = network();
    draw(lazyPart(load));
    await expect.poll(() => waiting.length).toBe(1);

    waiting[0]?.fail();

    await expect.element(page.getByRole('alert')).toHaveTextContent('could not be loaded');
    await userEvent.click(again);
    await expect.poll(() => waiting.length).toBe(2);
    waiting[1]?.arrive();
    await expect.element(hello).toBeVisible();
  });

  it('says so in a dialog that can be closed, where it is one', async () => {
    const { load, waiting } = network();
    draw(lazyDialog(load));
    await expect.poll(() => waiting.length).toBe(1);

    waiting[0]?.fail();

    await expect.element(page.getByRole('dialog', { name: /could not be loaded/ })).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  });

  it('is waited for by what wants to go there', async () => {
    const { load, waiting } = network();
    draw(lazyPart(load));
    await expect.poll(() => waiting.length).toBe(1);
    const found: (string | undefined)[] = [];
    const look = (): void => {
      found.push(element.lastElementChild?.textContent);
    };

    whenLoaded(element, look);
    const stop = whenLoaded(element, look);
    expect(found).toEqual([]);
    stop();
    waiting[0]?.arrive();

    await expect.poll(() => found).toEqual(['Hello Ada']);
    whenLoaded(element, look);
    expect(found).toHaveLength(2);
  });
});

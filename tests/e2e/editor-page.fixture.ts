import type { Locator, Page } from 'playwright';

/** The parts of the editor's screen, by what people and screen readers know them by. */
export interface EditorPage {
  readonly canvas: Locator;
  readonly settings: Locator;
  readonly toolbar: Locator;
  /** The node of that name, or of that kind while it has none. */
  node(name: string): Locator;
  /** The same, when its step of the run that is shown has that status. */
  nodeIn(name: string, status: string): Locator;
  /** Adds a node by a click in the list of what can be added. */
  add(kind: string): Promise<void>;
  /** A field of the settings. */
  field(label: string): Locator;
}

export function editorOf(page: Page): EditorPage {
  const canvas = page.getByRole('region', { name: 'Workflow canvas' });
  const settings = page.getByRole('complementary', { name: 'Settings' });
  const search = 'Search for something to add';
  return {
    canvas,
    settings,
    toolbar: page.getByRole('banner', { name: 'Workflow' }),
    node: (name) => canvas.getByRole('group', { name: new RegExp(`^${name}`) }),
    nodeIn: (name, status) =>
      canvas.getByRole('group', { name: new RegExp(`^${name}.*${status}`) }),
    async add(kind) {
      await page.getByRole('combobox', { name: search }).fill(kind);
      const found = page.getByRole('listbox', { name: search });
      await found.getByRole('option', { name: new RegExp(`^${kind}`) }).click();
    },
    field: (label) => settings.getByRole('textbox', { name: label, exact: true }),
  };
}

/** Makes a new workflow on the page with all of them, and opens it. */
export async function createWorkflow(page: Page, name: string): Promise<EditorPage> {
  await page.getByLabel('Name of the workflow').fill(name);
  await page.getByRole('button', { name: 'New workflow' }).click();
  await page.getByRole('button', { name: `Rename “${name}”` }).waitFor();
  return editorOf(page);
}

export async function middleOf(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await locator.boundingBox();
  if (box === null) throw new Error('It is not on the screen');
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Draws a connection with the mouse, from the right end of one node to the left end of the other. */
export async function drawConnection(page: Page, from: Locator, to: Locator): Promise<void> {
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  if (start === null || end === null) throw new Error('A node is not on the screen');
  await page.mouse.move(start.x + start.width, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move(end.x - 30, end.y + end.height / 2, { steps: 6 });
  await page.mouse.move(end.x, end.y + end.height / 2, { steps: 3 });
  await page.mouse.up();
}

/** Moves a node with the mouse. */
export async function dragBy(
  page: Page,
  node: Locator,
  by: readonly [number, number],
): Promise<void> {
  const { x, y } = await middleOf(node);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by[0] / 2, y + by[1] / 2, { steps: 4 });
  await page.mouse.move(x + by[0], y + by[1], { steps: 4 });
  await page.mouse.up();
}

/** Presses Tab, as somebody without a mouse does, until that has the keyboard. */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await pressUntilFocused(page, wanted, 'Tab');
}

/** Presses a key until that has the keyboard. */
export async function pressUntilFocused(page: Page, wanted: Locator, key: string): Promise<void> {
  await wanted.waitFor();
  await pressUntil(page, key, () => wanted.evaluate((one) => one === document.activeElement));
}

async function pressUntil(page: Page, key: string, isThere: () => Promise<boolean>): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    if (await isThere()) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not lead there`);
}

/** Goes to a node with the keyboard: Tab to the canvas, then arrows from the first node on. */
export async function goToNode(page: Page, name: string): Promise<void> {
  const editor = editorOf(page);
  await editor.node(name).waitFor();
  const focused = editor.canvas.locator('[role=group]:focus');
  await pressUntil(page, 'Tab', async () => (await focused.count()) > 0);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Home');
  await pressUntilFocused(page, editor.node(name), 'ArrowRight');
}

/** Writes another expression into the field that has just been opened, and waits until the draft is saved. */
export async function rewriteExpression(page: Page, text: string): Promise<void> {
  const { settings, toolbar } = editorOf(page);
  // Its editor is loaded when it is needed.
  await settings.locator('.cm-content:focus').waitFor();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(text);
  await toolbar.getByRole('button', { name: /^Undo:/ }).waitFor();
  await page.getByText('Saved', { exact: true }).waitFor();
}

/** Starts the draft of the workflow that is open, with these values in the form of its input. */
export async function runDraft(
  page: Page,
  input: Readonly<Record<string, string>> = {},
): Promise<void> {
  await editorOf(page).toolbar.getByRole('button', { name: 'Run', exact: true }).click();
  const dialog = page.getByRole('dialog');
  for (const [label, value] of Object.entries(input)) await dialog.getByLabel(label).fill(value);
  await dialog.getByRole('button', { name: 'Run', exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}

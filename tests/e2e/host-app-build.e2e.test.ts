import type { Page } from 'playwright';
import { expect } from 'vitest';

import {
  createWorkflow,
  dragBy,
  drawConnection,
  editorOf,
  goToNode,
  pressUntilFocused,
  rewriteExpression,
  runDraft,
  tabTo,
} from './editor-page.fixture.js';
import { it } from './host-app.fixture.js';

it('builds a workflow with the mouse, runs it and watches it complete', async ({ logIn }) => {
  const page = await logIn('Ada Lindqvist');
  const editor = await createWorkflow(page, 'Storm watch');
  await editor.add('Weather of a month');
  await editor.settings.getByRole('radio', { name: 'Seattle' }).check();
  await editor.field('Month').fill('2014-11');
  await editor.add('File report');
  await dragBy(page, editor.node('File report'), [140, -180]);
  await drawConnection(page, editor.node('Weather of a month'), editor.node('File report'));
  await page.getByText('Connected “Weather of a month” to “File report”.').waitFor();
  await editor.node('File report').click();
  await editor.field('Title').fill('Rain of November');
  await editor.field('Text').fill('Millimetres: ');
  await editor.settings.getByRole('button', { name: 'Insert data into Text' }).click();
  const data = page.getByRole('tree', { name: 'Data for Text' });
  await data
    .getByRole('treeitem', { name: /^Weather of a month/ })
    .locator('svg')
    .click();
  await data.getByRole('treeitem', { name: /^rainMm/ }).click();
  await page.getByText('0 problems').waitFor();

  await runDraft(page);

  await editor.nodeIn('File report', 'Completed').waitFor();
  await page.getByRole('link', { name: 'Desk' }).click();
  await page.getByText('Rain of November').waitFor();
});

it('builds, connects, configures and runs with the keyboard alone', async ({ logIn }) => {
  const page = await logIn('Ada Lindqvist');
  const { keyboard } = page;
  const editor = editorOf(page);
  await tabTo(page, page.getByLabel('Name of the workflow'));
  await keyboard.type('Night watch');
  await keyboard.press('Enter');
  await tabTo(page, page.getByRole('combobox', { name: 'Search for something to add' }));
  await keyboard.type('weather of');
  await keyboard.press('Enter');
  await goToNode(page, 'Weather of a month');
  await keyboard.press('Enter');
  await tabTo(page, editor.settings.getByRole('radio', { name: 'Seattle' }));
  await keyboard.press('Space');
  await tabTo(page, editor.field('Month'));
  await keyboard.type('2014-11');
  await goToNode(page, 'Weather of a month');
  await keyboard.press('+');
  await keyboard.type('file report');
  await keyboard.press('Enter');
  await goToNode(page, 'File report');
  await keyboard.press('Enter');
  await tabTo(page, editor.field('Title'));
  await keyboard.type('Rain by keyboard');
  await tabTo(page, editor.field('Text'));
  await keyboard.type('It rained.');
  await page.getByText('0 problems').waitFor();

  await keyboard.press('Control+Enter');
  await tabTo(page, page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }));
  await keyboard.press('Enter');

  await editor.nodeIn('File report', 'Completed').waitFor();
});

it('finds what failed and repairs it with the keyboard alone', async ({ logIn }) => {
  const page = await logIn('Ada Lindqvist', '/', { expectedErrors: [/status of 422/] });
  const { keyboard } = page;
  const editor = editorOf(page);
  await tabTo(page, page.getByRole('link', { name: 'Runs' }));
  await keyboard.press('Enter');
  const failed = page.getByRole('button', { name: /Failed.*Monthly rain/ });
  await tabTo(page, page.getByRole('list', { name: 'Runs' }).getByRole('button').first());
  await pressUntilFocused(page, failed, 'ArrowDown');
  await keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'Open in the editor' }));
  await keyboard.press('Enter');
  await tabTo(page, editor.settings.getByRole('button', { name: /^Text:/ }));
  await keyboard.press('Enter');
  await rewriteExpression(page, 'It rained {{ nodes.keep.output.total.toFixed(1) }} mm.');
  await keyboard.press('Escape');

  await keyboard.press('Control+Enter');
  await tabTo(page, page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }));
  await keyboard.press('Enter');

  await editor.nodeIn('File the report', 'Completed').waitFor();
});

it('takes copied nodes from one tab to another', async ({ logIn }) => {
  const page = await logIn('Ada Lindqvist', '/workflows/weather-briefing');
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const other = await page.context().newPage();
  await other.goto(new URL('/', page.url()).href);
  const target = await createWorkflow(other, 'Copies');

  await page.bringToFront();
  await editorOf(page).node('Seattle').click();
  await page.keyboard.press('Control+C');
  await page.getByText('1 node copied.').waitFor();
  await other.bringToFront();
  await target.canvas.click({ position: { x: 40, y: 40 } });
  await other.keyboard.press('Control+V');

  await target.node('Seattle').waitFor();
  await target.node('Seattle').click();
  expect(await target.settings.getByRole('radio', { name: 'Seattle' }).isChecked()).toBe(true);
});

it('lets two people who edited the same workflow choose between their versions', async ({
  logIn,
}) => {
  const path = '/workflows/weather-briefing';
  const mine = await logIn('Ada Lindqvist', path, { expectedErrors: [/status of 409/] });
  const theirs = await logIn('Ada Lindqvist', path);
  await rename(theirs, 'Seattle', 'The rainy city');
  await theirs.getByText('Saved', { exact: true }).waitFor();

  await rename(mine, 'New York', 'The other city');
  await mine.getByText('Changed by somebody else').waitFor();
  await mine.getByRole('button', { name: 'Compare' }).click();
  await mine.getByRole('dialog').getByText('The rainy city').first().waitFor();
  await mine.getByRole('button', { name: 'Keep mine' }).click();

  await mine.getByText('Saved', { exact: true }).waitFor();
  await theirs.reload();
  await editorOf(theirs).node('The other city').waitFor();
  await editorOf(theirs).node('Seattle').waitFor();
});

it('adds and connects with a finger', async ({ logIn }) => {
  const page = await logIn('Ada Lindqvist', '/', {
    hasTouch: true,
    isMobile: true,
    viewport: { width: 1024, height: 768 },
  });
  const editor = await createWorkflow(page, 'By finger');
  await page.getByRole('combobox', { name: 'Search for something to add' }).fill('Weather of');
  await page
    .getByRole('listbox')
    .getByRole('option', { name: /^Weather of a month/ })
    .tap();
  await editor.node('Weather of a month').tap();

  await editor.canvas.getByRole('button', { name: 'Add a node after “next”' }).tap();
  await page.getByRole('dialog').getByRole('combobox').fill('File report');
  await page
    .getByRole('dialog')
    .getByRole('option', { name: /^File report/ })
    .tap();

  await editor.node('File report').waitFor();
  expect(await editor.canvas.locator('.react-flow__edge').count()).toBe(1);
});

async function rename(page: Page, name: string, to: string): Promise<void> {
  const editor = editorOf(page);
  await editor.node(name).click();
  await editor.field('Name').fill(to);
}

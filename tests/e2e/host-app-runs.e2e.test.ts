import { rmSync } from 'node:fs';

import type { Locator, Page } from 'playwright';

import { editorOf, rewriteExpression, runDraft } from './editor-page.fixture.js';
import { it, logInAt, startHostApp } from './host-app.fixture.js';

/** The input of a step that failed over its input cannot be read: the page says so where it would stand. */
const unreadableInput = { expectedErrors: [/status of 422/] };

async function openRun(page: Page, workflow: RegExp): Promise<void> {
  await page.getByRole('link', { name: 'Runs' }).click();
  await page.getByRole('button', { name: workflow }).first().click();
}

/** A step on the page of a run, when it has that status. */
function stepIn(page: Page, name: string, status: string): Locator {
  return page.getByRole('group', { name: new RegExp(`^(?:${name}).*${status}`) }).first();
}

it('shows what failed, and is repaired, published and run again', async ({ logIn }) => {
  const page = await logIn('Ada Lindqvist', '/', unreadableInput);
  const editor = editorOf(page);
  await openRun(page, /Failed.*Monthly rain/);
  await page.getByText('The data is not what this step needs').waitFor();

  await page.getByRole('button', { name: 'Open in the editor' }).click();
  await editor.settings.getByRole('button', { name: /^Text:/ }).click();
  await rewriteExpression(page, 'It rained {{ nodes.keep.output.total.toFixed(1) }} mm.');
  await editor.toolbar.getByRole('button', { name: 'Publish' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Version 2 is published.').waitFor();
  await openRun(page, /Failed.*Monthly rain/);
  await page.getByRole('button', { name: 'Run again' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Run', exact: true }).click();

  await stepIn(page, 'File the report', 'Completed').waitFor();
  await page.getByRole('link', { name: 'Desk' }).click();
  await page.getByText(/^It rained \d+\.\d mm\.$/).waitFor();
});

it('resumes a run when the service that failed is back', async ({ logIn }) => {
  const page = await logIn('Omar Haddad', '/desk');
  await page.getByRole('button', { name: 'Switch it on' }).click();
  await page.getByRole('status').getByText('Working').waitFor();
  await openRun(page, /Failed.*Alert and follow up/);

  await page.getByRole('button', { name: 'Resume' }).first().click();

  await stepIn(page, 'Wait a day', 'Waiting').waitFor();
  await page.getByRole('link', { name: 'Desk' }).click();
  await page.getByText('Aftershocks expected near Anchorage').waitFor();
});

it('asks a person, who answers from the inbox', async ({ logIn }) => {
  const page = await logIn('Omar Haddad', '/inbox');

  await page.getByRole('link', { name: /^Alert about M/ }).click();
  await page.getByRole('switch', { name: 'Send it' }).check();
  await page.getByLabel('Note for the channel').fill('Stay out of the harbour.');
  await page.getByRole('button', { name: 'Send the answer' }).click();

  await stepIn(page, 'Alert the team|Report failure', 'Completed').waitFor();
  await page.getByRole('link', { name: 'Inbox' }).click();
  await page.getByText('Nothing waits for you.').waitFor();
});

it('shows live what another process runs', async ({ app, openPage }) => {
  const pagesOnly = await startHostApp({ data: app.data, hasWorker: false });
  try {
    const path = '/workflows/earthquake-digest';
    const page = await logInAt(pagesOnly.url, { openPage, person: 'Ada Lindqvist', path });

    await runDraft(page, { Region: 'Alaska' });

    await editorOf(page).nodeIn('File the digest', 'Completed').waitFor();
  } finally {
    await pagesOnly.stop();
  }
});

it('has lost nothing when its process was killed', async ({ openPage }) => {
  const killed = await startHostApp();
  const person = 'Ada Lindqvist';
  const first = await logInAt(killed.url, { openPage, person, path: '/desk' });
  await first.getByRole('button', { name: 'Switch it on' }).click();
  await openRun(first, /Failed.*Alert and follow up/);
  await first.getByRole('button', { name: 'Resume' }).first().click();
  await stepIn(first, 'Wait a day', 'Waiting').waitFor();
  const path = new URL(first.url()).pathname;
  await first.close();
  await killed.kill();

  const app = await startHostApp({ data: killed.data });
  try {
    const page = await logInAt(app.url, { openPage, person, path });
    await stepIn(page, 'First alert', 'Completed').waitFor();
    await stepIn(page, 'Wait a day', 'Waiting').waitFor();
    await page.close();
  } finally {
    await app.stop();
    rmSync(killed.data, { recursive: true, force: true });
  }
});

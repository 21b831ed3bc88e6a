import { expect } from 'vitest';

import { it, startHostApp } from './host-app.fixture.js';

const problem = (status: number) => ({ expectedErrors: [new RegExp(`status of ${status}`)] });

it('shows each tenant its own workflows', async ({ logIn }) => {
  const aurora = await logIn('Ada Lindqvist');
  const costaVerde = await logIn('Clara Mendes');

  await expect.poll(() => aurora.getByRole('heading', { level: 2 }).count()).toBe(5);
  await expect.poll(() => costaVerde.getByRole('heading', { level: 2 }).count()).toBe(2);
  expect(await costaVerde.getByText('Costa Verde Logistics').isVisible()).toBe(true);
});

it('says no more of a foreign run than of one that never was', async ({ logIn }) => {
  const aurora = await logIn('Ada Lindqvist', '/runs');
  await aurora
    .getByRole('button', { name: /Strong earthquakes/ })
    .first()
    .click();
  await aurora.getByRole('heading', { name: 'Strong earthquakes digest' }).waitFor();
  const foreign = new URL(aurora.url()).pathname;
  const unknown = foreign.replace(/.{6}$/, '000000');

  const texts: string[] = [];
  for (const path of [foreign, unknown]) {
    const page = await logIn('Clara Mendes', path, problem(404));
    await page.getByRole('alert').waitFor();
    texts.push(await page.locator('#page').innerText());
  }

  expect(texts[0]).toContain('There is no such run here.');
  expect(texts[0]).toBe(texts[1]);
});

it('lets an operator look and run, but not edit or publish', async ({ logIn }) => {
  const page = await logIn('Omar Haddad', '/workflows/weather-briefing');

  await page.getByText('View only').waitFor();

  expect(await page.getByRole('button', { name: 'Publish' }).count()).toBe(0);
  expect(await page.getByRole('button', { name: 'Run', exact: true }).isVisible()).toBe(true);
});

it('refuses an operator who asks the server itself', async ({ logIn }) => {
  const page = await logIn('Omar Haddad', '/', problem(403));

  const status = await page.evaluate(async () => {
    const address = '/api/flow/workflows/weather-briefing';
    const draft = (await (await fetch(address)).json()) as { document: object; revision: string };
    const { status } = await fetch(address, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', 'if-match': `"${draft.revision}"` },
      body: JSON.stringify(draft.document),
    });
    return status;
  });

  expect(status).toBe(403);
});

it('tells a wrong password from nothing else, and lets nobody in without one', async ({
  app,
  openPage,
}) => {
  const page = await openPage(`${app.url}/runs`, problem(401));
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Log in' }).click();

  await page.getByRole('alert').waitFor();

  expect(await page.getByRole('alert').innerText()).toBe('This password is wrong.');
  expect(await page.evaluate(async () => (await fetch('/api/flow/runs')).status)).toBe(401);
  expect(await page.evaluate(async () => (await fetch('/api/desk')).status)).toBe(401);
});

it('keeps the session from scripts and other sites, and forgets it at the logout', async ({
  app,
  logIn,
}) => {
  const page = await logIn('Ada Lindqvist', '/', problem(401));
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });

  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByLabel('Password').waitFor();
  const answer = await fetch(`${app.url}/api/flow/runs`, {
    headers: { cookie: `${cookie?.name ?? ''}=${cookie?.value ?? ''}` },
  });

  expect(answer.status).toBe(401);
});

it('allows nothing inline and nothing from elsewhere on any page', async ({ app }) => {
  for (const path of ['/', '/workflows/weather-briefing', '/api/session', '/assets/none.js']) {
    const { headers } = await fetch(app.url + path);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'self'; script-src 'self'; style-src 'self';");
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
});

it('ends cleanly when it is asked to', async () => {
  const app = await startHostApp();

  expect(await app.stop()).toBe(0);
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect } from 'vitest';

import { it } from './browser.fixture.js';

const server = createServer((request, response) => {
  const isPage = request.url === '/';
  response.writeHead(isPage ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
  response.end(isPage ? '<!doctype html><link rel="icon" href="data:,"><h1>Hello</h1>' : '');
});
let address = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

it('opens pages that share nothing', async ({ openPage }) => {
  const [first, second] = [await openPage(address), await openPage(address)];

  await first.evaluate(() => localStorage.setItem('key', 'value'));

  expect(await first.getByRole('heading').textContent()).toBe('Hello');
  expect(await second.evaluate(() => localStorage.getItem('key'))).toBeNull();
});

it('speaks English and lives in UTC', async ({ openPage }) => {
  const page = await openPage(address);

  const place = await page.evaluate(() => [
    navigator.language,
    new Intl.DateTimeFormat().resolvedOptions().timeZone,
  ]);

  expect(place).toEqual(['en-US', 'UTC']);
});

it.fails('fails when an error reaches the console', async ({ openPage }) => {
  const page = await openPage(address);

  await page.evaluate(() => fetch('/missing'));
});

it.fails('fails when nobody catches an error', async ({ openPage }) => {
  const page = await openPage(address);

  await page.evaluate(() => {
    queueMicrotask(() => {
      throw new Error('thrown in the page');
    });
  });
});

it('lets pass the errors that a test provokes', async ({ openPage }) => {
  const page = await openPage(address, { expectedErrors: [/404 \(Not Found\) \(.*\/missing\)/] });

  const status = await page.evaluate(async () => (await fetch('/missing')).status);

  expect(status).toBe(404);
});

/** Photographs the product for its README: `pnpm screenshots` in this folder writes to `docs/screenshots`. */

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium, type Page } from 'playwright';

import { chromiumArguments, findChromium } from '../../../../tools/chromium.mjs';
import { demoPassword } from '../server/accounts.js';
import { startServer } from '../server/start-server.js';

const pictures = fileURLToPath(new URL('../../../../docs/screenshots', import.meta.url));

interface Picture {
  readonly name: string;
  readonly path: string;
  readonly language?: 'en' | 'fr' | 'ar' | undefined;
  readonly scheme?: 'light' | 'dark' | undefined;
  /** Brings what is to be seen onto the screen. */
  readonly prepare: (page: Page) => Promise<void>;
}

const isDrawn = async (page: Page): Promise<void> => {
  await page.locator('.react-flow__node').first().waitFor();
};
const openRun = async (page: Page, workflow: string): Promise<void> => {
  await page.locator('.fg-runs-rows button').filter({ hasText: workflow }).first().click();
  await page.locator('.fg-run-aside h2').first().waitFor();
  await isDrawn(page);
};
const hasCards = async (page: Page): Promise<void> => {
  await page.locator('.m-list li').first().waitFor();
};

const all: readonly Picture[] = [
  { name: 'workflows', path: '/', prepare: hasCards },
  { name: 'editor-light', path: '/workflows/earthquake-digest?node=find', prepare: isDrawn },
  {
    name: 'editor-dark',
    path: '/workflows/alert-with-approval?node=risk',
    scheme: 'dark',
    prepare: isDrawn,
  },
  {
    name: 'editor-rtl',
    path: '/workflows/weather-briefing?node=seattle',
    language: 'ar',
    prepare: isDrawn,
  },
  {
    name: 'outline',
    path: '/workflows/earthquake-digest?node=airport',
    prepare: async (page) => {
      await isDrawn(page);
      await page.getByRole('tab', { name: 'Outline' }).click();
    },
  },
  {
    name: 'expression',
    path: '/workflows/monthly-rain?node=report',
    prepare: async (page) => {
      await isDrawn(page);
      await page
        .getByRole('complementary', { name: 'Settings' })
        .getByRole('button', { name: /^Text:/ })
        .click();
      await page.getByRole('button', { name: 'Insert data' }).last().click();
      await page.getByRole('tree').waitFor();
    },
  },
  {
    name: 'runs',
    path: '/runs',
    prepare: async (page) => page.locator('.fg-runs-rows button').first().waitFor(),
  },
  { name: 'run-failed', path: '/runs', prepare: (page) => openRun(page, 'Monthly rain') },
  { name: 'run', path: '/runs', prepare: (page) => openRun(page, 'Strong earthquakes') },
  {
    name: 'run-approval-dark',
    path: '/runs',
    scheme: 'dark',
    prepare: (page) => openRun(page, 'Alert after approval'),
  },
  { name: 'desk', path: '/desk', prepare: hasCards },
];

const executablePath = findChromium();
if (executablePath === undefined) throw new Error('There is no Chromium on this machine');
const folder = mkdtempSync(join(tmpdir(), 'meridian-screenshots-'));
const app = await startServer({ port: 0, folder, onError: (error) => console.error(error) });
const browser = await chromium.launch({ executablePath, args: chromiumArguments });
try {
  mkdirSync(pictures, { recursive: true });
  const context = await browser.newContext({
    viewport: { width: 1400, height: 900 },
    locale: 'en-US',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(app.url);
  await page.getByRole('radio').first().waitFor();
  await keep(page, 'login');
  await page.getByLabel('Password').fill(demoPassword);
  await page.getByRole('button', { name: 'Log in' }).click();
  await hasCards(page);
  for (const { name, path, language = 'en', scheme = 'light', prepare } of all) {
    await page.evaluate(
      (preferences) => localStorage.setItem('meridian.preferences', preferences),
      JSON.stringify({ language, scheme }),
    );
    await page.goto(app.url + path);
    await prepare(page);
    await keep(page, name);
  }
} finally {
  await browser.close();
  await app.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Once nothing is loaded or moves any more. */
async function keep(page: Page, name: string): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector('[aria-busy=true], .fg-spinner') === null,
  );
  await page.waitForFunction(() => document.getAnimations().length === 0);
  // What a part draws after it has measured itself.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
  await page.screenshot({ path: join(pictures, `${name}.png`) });
  console.log(`docs/screenshots/${name}.png`);
}

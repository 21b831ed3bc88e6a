import { fileURLToPath } from 'node:url';

import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright';
import { test } from 'vitest';

import { chromiumArguments, findChromium } from '../../tools/chromium.mjs';

/** Where a failing test leaves what its pages looked like. */
const pictures = fileURLToPath(new URL('../../.vitest-attachments/e2e/', import.meta.url));

/** How a page is opened, beside what Playwright lets one say of it. */
export interface OpenPageOptions extends BrowserContextOptions {
  /** Errors on the console that the test provokes; the text is that of the console with the address of its cause. */
  readonly expectedErrors?: readonly RegExp[] | undefined;
}

/**
 * Opens a page in a browser profile of its own: nothing is shared with other pages.
 *
 * English (`en-US`), UTC and 1280×800 unless asked otherwise.
 */
export type OpenPage = (url: string, options?: OpenPageOptions) => Promise<Page>;

/**
 * Vitest's `it` with two more things in its context: `browser`, one Chromium for the file, and `openPage`.
 *
 * A test fails when one of its pages throws an error that nobody catches or writes an error to the console. When it
 * fails for any reason, the pages that are open are photographed into `.vitest-attachments/e2e`.
 */
export const it = test
  .extend<{ $file: { browser: Browser } }>({
    browser: [
      // oxlint-disable-next-line no-empty-pattern -- vitest reads from the pattern what a fixture needs
      async ({}, give) => {
        const browser = await launch();
        await give(browser);
        await browser.close();
      },
      { scope: 'file' },
    ],
  })
  .extend<{ openPage: OpenPage }>({
    openPage: async ({ browser, task }, give) => {
      const pages: WatchedPage[] = [];
      await give(async (url, options) => {
        const watched = await watchedPage(browser, options);
        pages.push(watched);
        await watched.page.goto(url);
        return watched.page;
      });
      const troubles = pages.flatMap(({ errors }) => errors);
      const hasFailed = task.result?.state === 'fail' || troubles.length > 0;
      for (const [index, { page }] of pages.entries()) {
        if (hasFailed) await photograph(page, `${task.name} ${index + 1}`);
        await page.context().close();
      }
      if (troubles.length > 0) throw new Error(`The page had errors:\n${troubles.join('\n')}`);
    },
  });

interface WatchedPage {
  readonly page: Page;
  readonly errors: readonly string[];
}

function launch(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('There is no Chromium on this machine');
  return chromium.launch({ executablePath, args: chromiumArguments });
}

async function watchedPage(
  browser: Browser,
  { expectedErrors = [], ...asked }: OpenPageOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    locale: 'en-US',
    timezoneId: 'UTC',
    viewport: { width: 1280, height: 800 },
    ...asked,
  });
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
  page.on('console', (message) => {
    const text = `${message.text()} (${message.location().url})`;
    const isError = message.type() === 'error' && !expectedErrors.some((one) => one.test(text));
    if (isError) errors.push(text);
  });
  return { page, errors };
}

async function photograph(page: Page, name: string): Promise<void> {
  if (page.isClosed()) return;
  const file = name.replace(/[^\p{L}\p{N}]+/gu, '-');
  await page.screenshot({ path: `${pictures}${file}.png`, fullPage: true });
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import type { Page } from 'playwright';
import { expect } from 'vitest';

import { it, type LogIn } from './host-app.fixture.js';

interface Found {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

const fromReact = createRequire(new URL('../../packages/react/package.json', import.meta.url));
const axe = readFileSync(fromReact.resolve('axe-core/axe.min.js'), 'utf8');

const wcag22 = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const withBestPractices = [...wcag22, 'best-practice'];

/** What axe finds wrong on the page as it is now. */
async function violations(page: Page, rules: readonly string[]): Promise<readonly string[]> {
  // Colours are judged when nothing moves any more.
  await page.waitForFunction(() => document.getAnimations().length === 0);
  await page.evaluate(axe);
  const found = await page.evaluate(async (runOnly) => {
    const { axe: checker } = globalThis as unknown as {
      axe: { run(options: object): Promise<{ violations: readonly Found[] }> };
    };
    return (await checker.run({ runOnly })).violations;
  }, rules);
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
  );
}

interface View {
  readonly path: string;
  readonly rules: readonly string[];
  readonly isShown: (page: Page) => Promise<void>;
}

const views: readonly View[] = [
  {
    path: '/',
    rules: withBestPractices,
    isShown: (page) => page.locator('.m-list li').first().waitFor(),
  },
  {
    path: '/workflows/alert-with-approval?node=approve',
    rules: wcag22,
    isShown: (page) => page.locator('[data-fg-region=end] input').first().waitFor(),
  },
  {
    path: '/runs',
    rules: withBestPractices,
    isShown: (page) => page.locator('.fg-runs-rows button').first().waitFor(),
  },
  {
    path: '/inbox',
    rules: withBestPractices,
    isShown: (page) => page.locator('.m-list li').first().waitFor(),
  },
  {
    path: '/desk',
    rules: withBestPractices,
    isShown: (page) => page.locator('.m-report').first().waitFor(),
  },
];

async function openView(
  logIn: LogIn,
  looks: { readonly language: string; readonly scheme: string },
): Promise<Page> {
  const page = await logIn('Ada Lindqvist', '/', { expectedErrors: [/status of 422/] });
  await page.evaluate((value) => {
    localStorage.setItem('meridian.preferences', value);
  }, JSON.stringify(looks));
  return page;
}

const looks = ['en', 'fr', 'ar'].flatMap((language) =>
  ['light', 'dark'].map((scheme) => ({ language, scheme })),
);

it.for(looks)(
  'has no barriers on any page: $language, $scheme',
  { timeout: 120_000 },
  async (look, { logIn }) => {
    const page = await openView(logIn, look);
    const origin = new URL(page.url()).origin;
    const found: string[] = [];
    for (const { path, rules, isShown } of views) {
      await page.goto(origin + path);
      await isShown(page);
      found.push(...(await violations(page, rules)).map((text) => `${path}: ${text}`));
    }
    await page.goto(`${origin}/runs`);
    await page.locator('.fg-runs-rows button').filter({ hasText: 'Monthly rain' }).first().click();
    await page.locator('.fg-run-aside h2').first().waitFor();
    found.push(...(await violations(page, wcag22)).map((text) => `run: ${text}`));

    expect(found).toEqual([]);
  },
);

it('has no barriers at the login', async ({ app, openPage }) => {
  const page = await openPage(app.url);
  await page.getByRole('radio').first().waitFor();

  expect(await violations(page, withBestPractices)).toEqual([]);
});

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Page } from 'playwright';

import { it as withBrowser, type OpenPage, type OpenPageOptions } from './browser.fixture.js';

const folder = fileURLToPath(new URL('../../examples/host-app/', import.meta.url));
const program = ['--import', '../../tools/typescript.mjs', '--conditions=@flowgraft/source'];

export interface StartedApp {
  /** `http://localhost:40123`. */
  readonly url: string;
  /** Where its database is. */
  readonly data: string;
  /** Ends the process as Ctrl-C does. @returns its exit code. */
  stop(): Promise<number | null>;
  /** Ends the process with no chance to do anything more. Its data stays. */
  kill(): Promise<void>;
}

export interface StartOptions {
  /** The data of another process that runs beside; empty data when absent. */
  readonly data?: string | undefined;
  /** False: only another process runs workflows. */
  readonly hasWorker?: boolean | undefined;
}

/** Starts the host app as a user would, in a process of its own, on a free port. */
export async function startHostApp(options: StartOptions = {}): Promise<StartedApp> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'meridian-e2e-'));
  const {
    NODE_ENV: _testing,
    NODE_OPTIONS: _options,
    DATABASE_URL: _database,
    ...rest
  } = process.env;
  const env = {
    ...rest,
    PORT: '0',
    MERIDIAN_DATA: data,
    ...(options.hasWorker === false && { MERIDIAN_WORKER: 'off' }),
  };
  const child = spawn(process.execPath, [...program, 'src/server/main.ts'], { cwd: folder, env });
  let said = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    const listen = (chunk: Buffer): void => {
      said += chunk.toString();
      const found = /http:\/\/localhost:\d+/.exec(said);
      if (found !== null) resolve(found[0]);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('error', reject);
    void ended.then((code) => reject(new Error(`The app ended with ${String(code)}:\n${said}`)));
  });
  return {
    url,
    data,
    async stop() {
      child.kill('SIGTERM');
      const code = await ended;
      if (options.data === undefined) rmSync(data, { recursive: true, force: true });
      return code;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The four people of the demo. */
export type Person = 'Ada Lindqvist' | 'Omar Haddad' | 'Clara Mendes' | 'Luc Fontaine';

/** Opens a page of the app in a browser of its own, logged in. */
export type LogIn = (person: Person, path?: string, options?: OpenPageOptions) => Promise<Page>;

/** `it` with `app`, one host app for the file, and `logIn`. */
export const it = withBrowser
  .extend<{ $file: { app: StartedApp } }>({
    app: [
      // oxlint-disable-next-line no-empty-pattern -- vitest reads from the pattern what a fixture needs
      async ({}, give) => {
        const app = await startHostApp();
        await give(app);
        await app.stop();
      },
      { scope: 'file' },
    ],
  })
  .extend<{ logIn: LogIn }>({
    logIn: async ({ app, openPage }, give) => {
      await give((person, path, options) => logInAt(app.url, { openPage, person, path, options }));
    },
  });

interface LogInOptions {
  readonly openPage: OpenPage;
  readonly person: Person;
  readonly path?: string | undefined;
  readonly options?: OpenPageOptions | undefined;
}

export async function logInAt(
  url: string,
  { openPage, person, path = '/', options }: LogInOptions,
): Promise<Page> {
  const page = await openPage(url, options);
  await page.getByRole('radio', { name: person }).check();
  await page.getByLabel('Password').fill('meridian');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('link', { name: 'Inbox' }).waitFor();
  if (path !== '/') await page.goto(url + path);
  return page;
}

import type { Store } from '@flowgraft/core';
import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CalledFunctions } from './called-function.js';
import { createNames } from './names.js';
import type { PostgresOptions } from './options.js';
import { postgres } from './postgres-backend.js';
import { changeOf, createHeld } from './scene.fixture.js';
import { host, newPool, newSchema, type TestSchema } from './schema.fixture.js';

let pool: pg.Pool;
let own: TestSchema;
let store: Store | undefined;
/** Names of the statements that the store sent, in order; `undefined` for those without. */
let names: (string | undefined)[];

beforeEach(() => {
  // One connection listens, the other one does everything else.
  pool = newPool({ max: 2 });
  own = newSchema(pool);
  names = [];
});

afterEach(async () => {
  await store?.close();
  await own.dispose();
  await pool.end();
});

async function open(options: Partial<PostgresOptions> = {}): Promise<Store> {
  const noted = {
    options: pool.options,
    connect: () => pool.connect(),
    query: async (config: pg.QueryConfig, values?: unknown[]) => {
      if (typeof config === 'object' && /\$function\$|flowgraft|runs_/.test(config.text)) {
        names.push(config.name);
      }
      return pool.query(config, values);
    },
  };
  const given = { pool: noted as unknown as PostgresOptions['pool'], schema: own.schema };
  store = await postgres({ ...given, ...options }).open(host);
  names = [];
  return store;
}

describe('statements that are sent again and again', () => {
  it('are kept by the connection where it is one of the server’s own', async () => {
    const opened = await open();
    const run = await createHeld(opened, 'a');
    await opened.commit([changeOf(run)]);
    await opened.commit([changeOf({ ...run, seq: 1 })]);

    const step = `${own.schema}.commit_changes_step`;
    expect(names).toEqual([`${own.schema}.create_runs_one`, step, step]);
  });

  it('are not kept where no notification showed that', async () => {
    const opened = await open({ listen: false });
    await opened.commit([changeOf(await createHeld(opened, 'a'))]);

    expect(names).toEqual([undefined, undefined]);
  });

  it.each([
    ['forgotten by the connection', 'DISCARD ALL'],
    ['taken from it', 'DEALLOCATE ALL'],
  ])('are sent whole from then on when they were %s', async (_title, meddling) => {
    const opened = await open();
    const run = await createHeld(opened, 'a');
    await opened.commit([changeOf(run)]);
    await pool.query(meddling);
    names = [];
    const outcomes = [
      ...(await opened.commit([changeOf({ ...run, seq: 1 })])),
      ...(await opened.commit([changeOf({ ...run, seq: 2 })])),
    ];

    expect(outcomes).toEqual([
      { ok: true, inbox: [] },
      { ok: true, inbox: [] },
    ]);
    expect(names).toEqual([`${own.schema}.commit_changes_step`, undefined, undefined]);
    expect(await opened.getRun('acme', 'a')).toMatchObject({ seq: 3 });
  });

  it('have no name where PostgreSQL would cut it off', () => {
    // A schema, a dot, and the 19 letters of the function.
    const schemas = [43, 44].map((length) => 's'.repeat(length));
    const statements = schemas.map((schema) =>
      new CalledFunctions(createNames({ schema })).value('commit_changes_step', 2),
    );

    expect(statements.map(({ name }) => name?.length)).toEqual([63, undefined]);
    expect(statements[0]?.text).toMatch(/^SELECT .*commit_changes_step"\(\$1, \$2\) AS answer$/);
  });
});

// A request for a finished run, answered by the handler, and by hono alone with the same bytes.
import { strict as assert } from 'node:assert';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { createEngine, defineNode } from '@flowgraft/core';
import { createHandler, roleBased } from '@flowgraft/server';
import * as z from 'zod';

const server = createRequire(import.meta.resolve('@flowgraft/server/package.json'));
const { Hono } = await import(pathToFileURL(server.resolve('hono')).href);

const add = defineNode({
  type: 'bench.add',
  version: 1,
  input: z.object({ n: z.number() }),
  output: z.object({ n: z.number() }),
  run: ({ n }) => ({ n: n + 1 }),
});

const chain = {
  schema: 1,
  id: 'chain',
  nodes: Array.from({ length: 3 }, (_, index) => ({
    id: `n${index}`,
    type: 'bench.add',
    version: 1,
    input: { n: { $ref: index === 0 ? 'input.n' : `nodes.n${index - 1}.output.n` } },
  })),
  edges: [
    { from: 'n0', to: 'n1' },
    { from: 'n1', to: 'n2' },
  ],
};

const host = 'http://bench.test';
const principal = { id: 'ann', tenant: 'bench', roles: ['viewer', 'operator'] };

async function openHandler() {
  const engine = createEngine({ nodes: [add], tenant: 'bench' });
  const run = await engine.start(chain, { n: 1 });
  await run.drive();
  const handler = createHandler({
    engine,
    authenticate: () => principal,
    authorize: roleBased(),
  });
  return { engine, handler, url: `${host}/runs/${run.id}` };
}

/** Hono with the same path and an answer that is there already: what any handler on hono pays. */
function bare(body) {
  const app = new Hono();
  app.get('/runs/:id', (c) => c.body(body, 200, { 'content-type': 'application/json' }));
  return async (request) => app.fetch(request);
}

async function open(choose) {
  const { engine, handler, url } = await openHandler();
  const expected = await (await handler(new Request(url))).text();
  assert.equal(JSON.parse(expected).output.n, 4);
  const answer = choose(handler, expected);
  return {
    async run(requests) {
      let text = '';
      for (let n = 0; n < requests; n += 1) {
        const response = await answer(new Request(url));
        text = await response.text();
      }
      assert.equal(text, expected);
      return requests;
    },
    close: () => engine.close(),
  };
}

export const cases = {
  handler: { amount: 20_000, open: () => open((handler) => handler) },
  hono: { amount: 20_000, open: () => open((_handler, body) => bare(body)) },
};

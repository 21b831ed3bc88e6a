// Our engine on a server: what differs between stores is only how the host opens one.
import { createEngine, defineNode, loadWorkflow } from '@flowgraft/core';
import * as z from 'zod';
import { addOne } from './shape.mjs';

const number = () => z.object({ n: z.number() });

/** A chain of that many nodes of that type, each reading the one before it. */
export function chainOf(type, length, settings) {
  const ids = Array.from({ length }, (_, index) => `s${index}`);
  const nodes = ids.map((id, index) => ({
    id,
    type,
    version: 1,
    input: { n: { $ref: index === 0 ? 'input.n' : `nodes.${ids[index - 1]}.output.n` } },
  }));
  const edges = ids.slice(1).map((id, index) => ({ from: ids[index], to: id }));
  return loadWorkflow({ schema: 1, id: 'chain', nodes, edges, settings });
}

/**
 * What `durableCases` asks for: one engine that starts and works, and for latency a second one that only starts, so
 * that the store must carry the news.
 *
 * @param openBackend gives `{ backend, close }`; each call brings clients of its own.
 */
export const openDurable =
  (openBackend, settings = {}) =>
  async (url, { lanes, steps, mode, onFirstStep }) => {
    const add = defineNode({
      type: 'bench.add',
      version: 1,
      input: number(),
      output: number(),
      run: (input) => {
        onFirstStep(input.n); // counts the later steps too, which nobody waits for
        return addOne(input);
      },
    });
    const workflow = chainOf(add.type, steps, settings);
    const parts = [];
    const open = async () => {
      const { backend, close } = await openBackend(url);
      const engine = createEngine({ backend, nodes: [add] });
      parts.push(async () => {
        await engine.close();
        await close();
      });
      return engine;
    };
    const close = async () => {
      for (const part of parts.splice(0)) await part();
    };
    try {
      const engine = await open();
      await engine.capabilities();
      engine.worker({ concurrency: lanes });
      const starter = mode === 'latency' ? await open() : engine;
      let completed = 0;
      return {
        async run(n) {
          const run = await engine.start(workflow, { n });
          const output = await run.result();
          completed += 1;
          return output;
        },
        start: (n) => starter.start(workflow, { n }),
        verify: (runs) => verify(engine, { runs, completed, steps }),
        close,
      };
    } catch (error) {
      await close();
      throw error;
    }
  };

/** Asks the store, as an operator would, for all runs that completed with at least a fact per step. */
async function verify(engine, { runs, completed, steps }) {
  let found = 0;
  let cursor;
  do {
    const page = await engine.list({ status: ['completed'], limit: 1000, cursor });
    for (const { seq } of page.runs) if (seq >= steps) found += 1;
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined);
  if (found === runs && completed === runs) return;
  throw new Error(`the store lists ${found} completed runs, ${completed} ended, of ${runs}`);
}

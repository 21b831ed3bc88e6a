// LangGraph.js with its PostgreSQL saver; `durability: 'sync'`: a checkpoint is written before the next node starts.
// It has no worker: a run lives in the process that invokes it, so that there is no latency or idleness to measure.
import { Annotation, END, START, StateGraph } from '@langchain/langgraph';
import { PostgresSaver } from '@langchain/langgraph-checkpoint-postgres';
import { durableCases } from '../../harness/durable-cases.mjs';
import { expectCount, onDatabase } from '../../harness/postgres-database.mjs';
import { chainLength } from '../../contestants/shape.mjs';
import pg from './driver.mjs';
import { tinyStep } from '../tiny-step.mjs';

function chain() {
  const graph = new StateGraph(Annotation.Root({ n: Annotation() }));
  for (let i = 0; i < chainLength; i += 1) {
    graph.addNode(`s${i}`, ({ n }) => tinyStep({ n }));
    graph.addEdge(i === 0 ? START : `s${i - 1}`, `s${i}`);
  }
  return graph.addEdge(`s${chainLength - 1}`, END);
}

async function open(url) {
  const pool = new pg.Pool({ connectionString: url, max: 20 });
  const checkpointer = new PostgresSaver(pool);
  await checkpointer.setup();
  const graph = chain().compile({ checkpointer });
  return {
    async run(n) {
      const config = { configurable: { thread_id: String(n) }, durability: 'sync' };
      const { n: result } = await graph.invoke({ n }, config);
      return { n: result };
    },
    // One checkpoint for the input, one before the first node, one after each.
    verify: (runs) =>
      expectCount(url, 'SELECT count(*) FROM checkpoints', runs * (chainLength + 2)),
    close: () => pool.end(),
  };
}

export const cases = durableCases({ open, wrap: onDatabase, amounts: { c200: 200, c1: 10 } });

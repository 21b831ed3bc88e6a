import { compete } from '../harness/arena.mjs';

const at = (path) => new URL(`../${path}`, import.meta.url).href;
const engines = {
  flowgraft: at('contestants/flowgraft.mjs'),
  loop: at('contestants/loop.mjs'),
  xstate: at('peers/xstate.mjs'),
  mastra: at('peers/mastra.mjs'),
  langgraph: at('peers/langgraph.mjs'),
};

const perStep = {
  'memory.chain.c1.usPerStep': 'chain.c1',
  'memory.chain.c100.usPerStep': 'chain.c100',
  'memory.chain.async.usPerStep': 'chain.async',
  'memory.fanout.usPerStep': 'fanout',
};
const perEvaluation = { 'expression.simple.us': 'simple', 'expression.sum200.us': 'sum200' };

const usEach = ({ count, ms }) => (ms * 1000) / count;

/** Engine without a disk: what a step, a suspended run and an expression cost. */
export async function measureMemory({ rounds, scale, report }) {
  for (const [name, of] of Object.entries(perStep)) {
    const entries = Object.fromEntries(
      Object.entries(engines).map(([engine, module]) => [engine, { module, case: of }]),
    );
    report(name, await compete({ entries, rounds, scale, perRound: usEach }), 'flowgraft');
  }
  const suspended = { module: at('contestants/suspended.mjs'), case: 'suspended' };
  const bytes = { rounds: Math.min(rounds, 3), scale, perRound: ({ count }) => count };
  report(
    'memory.suspended.bytes',
    await compete({ entries: { suspended }, ...bytes }),
    'suspended',
  );
  for (const [name, of] of Object.entries(perEvaluation)) {
    const module = at('contestants/expression.mjs');
    const entries = {
      expression: { module, case: `ours.${of}` },
      native: { module, case: `native.${of}` },
    };
    report(name, await compete({ entries, rounds, scale, perRound: usEach }), 'expression');
  }
}

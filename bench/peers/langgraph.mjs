// LangGraph.js with its in-memory checkpointer: a checkpoint per superstep. It validates neither a node's
// input nor its output, so both schemas are parsed in the node.
import { Annotation, END, MemorySaver, START, StateGraph } from '@langchain/langgraph';
import * as z from 'zod';
import { inLanes } from '../harness/in-lanes.mjs';
import * as shape from '../contestants/shape.mjs';

const { chainLength, fanOutWidth } = shape;
const number = z.object({ n: z.number() });
const list = z.object({ all: z.array(number) });

function open({ build, lanes, steps, check }) {
  let heard = 0;
  const onStep = () => {
    heard += 1;
  };
  const graph = build(onStep).compile({ checkpointer: new MemorySaver() });
  return {
    async run(runs) {
      await inLanes(lanes, runs, async (n) => {
        const configurable = { thread_id: String(n) };
        const { n: result } = await graph.invoke({ n }, { configurable });
        check({ n: result }, n);
      });
      return shape.checkSteps(heard, runs * steps);
    },
  };
}

function node(onStep, work) {
  return (state) => {
    const output = number.parse(work(number.parse({ n: state.n })));
    onStep();
    return output;
  };
}

function nodeLater(onStep) {
  return async (state) => {
    const output = number.parse(await shape.addOneLater(number.parse({ n: state.n })));
    onStep();
    return output;
  };
}

const chainOf = (makeNode) => (onStep) => {
  const graph = new StateGraph(Annotation.Root({ n: Annotation() }));
  for (let i = 0; i < chainLength; i += 1) {
    graph.addNode(`s${i}`, makeNode(onStep, shape.addOne));
    graph.addEdge(i === 0 ? START : `s${i - 1}`, `s${i}`);
  }
  return graph.addEdge(`s${chainLength - 1}`, END);
};

function fanOut(onStep) {
  const all = Annotation({ reducer: (left, right) => left.concat(right), default: () => [] });
  const graph = new StateGraph(Annotation.Root({ n: Annotation(), all }));
  const ids = Array.from({ length: fanOutWidth }, (_, i) => `w${i}`);
  graph.addNode('split', node(onStep, shape.addOne)).addEdge(START, 'split');
  const work = node(onStep, shape.addOne);
  for (const id of ids) {
    graph.addNode(id, (state) => ({ all: [work(state)] }));
    graph.addEdge('split', id);
  }
  graph.addNode('join', (state) => {
    const output = number.parse({ n: list.parse({ all: state.all }).all.length });
    onStep();
    return output;
  });
  return graph.addEdge(ids, 'join').addEdge('join', END);
}

const chainCase = (makeNode, lanes, amount) => ({
  amount,
  open: () =>
    open({ build: chainOf(makeNode), lanes, steps: chainLength, check: shape.checkChain }),
});

export const cases = {
  'chain.c1': chainCase(node, 1, 50),
  'chain.c100': chainCase(node, 100, 100),
  'chain.async': chainCase(nodeLater, 100, 100),
  fanout: {
    amount: 1,
    open: () => open({ build: fanOut, lanes: 1, steps: fanOutWidth + 2, check: shape.checkFanOut }),
  },
};

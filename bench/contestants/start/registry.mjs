// The first engine of a process, with a thousand lazy node types, until its store is open: prints milliseconds.
import { createEngine, lazyNode } from '@flowgraft/core';

const load = () => Promise.reject(new Error('nothing uses this node type'));
const nodes = Array.from({ length: 1000 }, (_, index) =>
  lazyNode(`bench.type${index}`, 1, load, { ports: ['out'] }),
);

const start = performance.now();
const engine = createEngine({ nodes });
await engine.capabilities();
console.log(performance.now() - start);
await engine.close();

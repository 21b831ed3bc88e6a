import { createEngine, defineWorkflow } from '@flowgraft/core';

const hello = defineWorkflow({ id: 'hello', build: (w) => w.template('Hello {{ input.name }}!') });
const engine = createEngine();
console.log(await engine.run(hello, { name: 'world' }));
await engine.close();

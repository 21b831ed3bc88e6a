// Starts runs that nobody works on, in a process of its own, so that their making costs the worker no memory:
//   node contestants/scale/enqueue.mjs <url> <runs> <workflow> <tenant>
import { inLanes } from '../../harness/in-lanes.mjs';
import { openEngine, workflows } from './engine.mjs';

const [url, runs, workflow, tenant] = process.argv.slice(2);
const { engine, close } = await openEngine(url);
await inLanes(200, Number(runs), (n) => engine.start(workflows[workflow], { n }, { tenant }));
await close();

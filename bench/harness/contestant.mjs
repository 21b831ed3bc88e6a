// One contestant in a process of its own, so that nobody's garbage or compiled code is another's:
//   node --expose-gc harness/contestant.mjs <module> <case>
// For each message `{ scale }` it measures one round and answers `{ count, ms, cpuMs }`.
import { setImmediate as turn } from 'node:timers/promises';

const [module, name] = process.argv.slice(2);

async function measure(task, scale) {
  const round = await task.open();
  await turn();
  globalThis.gc();
  const amount = Math.max(1, Math.round(task.amount * scale));
  const cpu = process.cpuUsage();
  const start = performance.now();
  const count = await round.run(amount);
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  await round.close?.();
  return { count, ms, cpuMs: (user + system) / 1000 };
}

async function load() {
  const { cases } = await import(module);
  return cases[name];
}

/** The first line says what is wrong; the rest is a stack. */
function reasonOf(error) {
  return String(error instanceof Error ? error.message : error).split('\n', 1)[0];
}

const loading = load();
loading.then(
  () => process.send({ ready: true }),
  (error) => process.send({ failed: `did not load: ${reasonOf(error)}` }),
);

async function answer({ scale }) {
  try {
    process.send(await measure(await loading, scale));
  } catch (error) {
    process.send({ failed: reasonOf(error) });
  }
}

process.on('message', (order) => void answer(order));

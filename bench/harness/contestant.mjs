// One contestant in a process of its own, so that nobody's garbage or compiled code is another's:
//   node --expose-gc harness/contestant.mjs <module> <case>
// For each message `{ scale }` it measures one round and answers `{ count, ms, cpuMs, meters, samples }`:
// by how much what `meter` reads has grown meanwhile, and the single times where the round keeps them.
import { setImmediate as turn } from 'node:timers/promises';

const [module, name] = process.argv.slice(2);

async function measure(task, scale) {
  const round = await task.open();
  const amount = Math.max(1, Math.round(task.amount * scale));
  try {
    await round.prepare?.(amount, scale);
    await turn();
    globalThis.gc();
    const before = await round.meter?.();
    const cpu = process.cpuUsage();
    const start = performance.now();
    const count = await round.run(amount);
    const ms = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    const meters = growth(before, await round.meter?.());
    await round.verify?.(amount);
    return { count, ms, cpuMs: (user + system) / 1000, meters, samples: round.samples };
  } finally {
    await round.close?.();
  }
}

function growth(before = {}, after = {}) {
  return Object.fromEntries(
    Object.entries(after).map(([name, value]) => [name, value - before[name]]),
  );
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
// Nobody listens any more: whoever asked has ended.
process.once('disconnect', () => process.exit(1));

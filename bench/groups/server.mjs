import { playRounds, summaryOf } from '../harness/arena.mjs';

const module = new URL('../contestants/server-handler.mjs', import.meta.url).href;
const entries = { handler: { module, case: 'handler' }, hono: { module, case: 'hono' } };
const usEach = ({ count, ms }) => (ms * 1000) / count;

/** What the HTTP surface adds to a request, by the rounds that stood beside each other. */
export async function measureServer({ rounds, scale, report }) {
  const played = await playRounds({ entries, rounds, scale });
  const [handler, hono] = [played.get('handler'), played.get('hono')];
  const each = new Map([
    ['handler', summaryOf(handler, usEach)],
    ['hono', summaryOf(hono, usEach)],
  ]);
  report('server.getRun.us', each, 'handler');
  report('server.getRun.addedUs', new Map([['added', added(handler, hono)]]), 'added');
}

function added(handler, hono) {
  const missing = handler.missing ?? hono.missing;
  if (missing !== undefined) return { missing };
  const pairs = handler.measured.map((ours, round) => [ours, hono.measured[round]]);
  return summaryOf({ measured: pairs.map(difference) }, ({ us }) => us);
}

function difference([ours, theirs]) {
  return { us: usEach(ours) - usEach(theirs), cpuMs: ours.cpuMs, ms: ours.ms };
}

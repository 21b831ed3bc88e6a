// What claims cost on tables that hold a million finished runs, and a thousand: real ones, multiplied by SQL, then
// real runs again. `samples` is `[{ claimMs, runs, sizes }]`.
import { inLanes } from '../../harness/in-lanes.mjs';
import { askServer, databaseOf, onDatabase } from '../../harness/postgres-database.mjs';
import { openEngine, workflows } from './engine.mjs';
import { multiplyRuns } from './fill.mjs';

const originals = 1000;
const concurrency = 20;

const open = (times) => async (url) => {
  const samples = [];
  const worker = await openEngine(url);
  worker.engine.worker({ concurrency });
  // Another engine starts the runs: one that also works would hold them from the start, with nothing to claim.
  const { engine, close } = await openEngine(url);
  const one = async (n) => {
    const run = await engine.start(workflows.short, { n });
    await run.result();
  };
  let filled = { runs: 0, sizes: [] };
  return {
    samples,
    async prepare(_runs, share) {
      const copies = Math.max(1, Math.round(times * share));
      await inLanes(concurrency, originals, one);
      filled = await multiplyRuns(url, copies);
      if (filled.runs !== originals * copies) {
        throw new Error(`the tables hold ${filled.runs} runs instead of ${originals * copies}`);
      }
      await forgetStatements(url);
    },
    async run(runs) {
      await inLanes(concurrency, runs, one);
      samples.push({ claimMs: await meanClaimMs(url), ...filled });
      return runs;
    },
    close: async () => {
      await close();
      await worker.close();
    },
  };
};

const forgetStatements = (url) =>
  askServer('SELECT pg_stat_statements_reset(0, oid, 0) FROM pg_database WHERE datname = $1', [
    databaseOf(url),
  ]);

/** Time that the server spends in a call of the adapter's claim, on average. */
async function meanClaimMs(url) {
  const { calls, ms } = await askServer(
    `SELECT sum(calls) AS calls, sum(total_exec_time) AS ms FROM pg_stat_statements
      WHERE dbid = (SELECT oid FROM pg_database WHERE datname = $1) AND query LIKE '%claim_runs%'`,
    [databaseOf(url)],
  );
  if (calls === null) throw new Error('the server saw no call of claim_runs');
  return Number(ms) / Number(calls);
}

export const cases = {
  empty: { amount: 1000, open: onDatabase(open(1)) },
  full: { amount: 1000, open: onDatabase(open(1000)) },
};

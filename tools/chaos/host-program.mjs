// A process of the host's, which starts runs in transactions of its own, together with a row that only it writes; and which
// does not always live to commit them.
import { openEngine } from './open-engine.mjs';
import { plantedDefect } from './planted-defects.mjs';

const ignore = () => undefined;
const die = () => process.kill(process.pid, 'SIGKILL');

/** @param task - What to open. Each message after it is a run to start, with what is to become of that. */
export function serveHost({ kind, url, leaseMs, orders, defect }) {
  const wrap = plantedDefect(defect);
  const common = { kind, url, leaseMs, name: 'host', wrap };
  const { engine, connect } = openEngine({ ...common, connections: 4 });
  process.on('message', (order) => {
    // Whether it was committed is found out by whoever asked.
    const answer = () => process.send({ id: order.id });
    startInTransaction({ engine, connect, orders }, order).then(answer, answer);
  });
  process.send({ kind: 'ready' });
}

/** @param order - `id` and `document` of the run, and its `fate`. */
async function startInTransaction({ engine, connect, orders }, { id, document, fate }) {
  const client = await connect();
  let isSound = false;
  client.on('error', ignore);
  try {
    await client.query('BEGIN');
    await client.query(`INSERT INTO ${orders} (run, by) VALUES ($1, 'host')`, [id]);
    if (fate === 'diesBefore') die();
    await engine.start(document, { key: id }, { runId: id, tx: client });
    if (fate === 'diesAfter') die();
    const ending = client.query(fate === 'rollsBack' ? 'ROLLBACK' : 'COMMIT');
    if (fate === 'diesInCommit') setImmediate(die);
    await ending;
    isSound = true;
  } finally {
    if (isSound) client.off('error', ignore);
    client.release(!isSound);
  }
}

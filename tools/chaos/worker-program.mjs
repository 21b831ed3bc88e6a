// One process of chaos: a worker, which drives runs until it is killed, or one of the host's, which starts them in transactions.
// Told by its parent, in one message, which of them it is and what to open.
import { serveHost } from './host-program.mjs';
import { openEngine } from './open-engine.mjs';
import { plantedDefect } from './planted-defects.mjs';
import { recordedBackend } from './recorded-backend.mjs';
import { openSideRecord } from './side-record.mjs';

/** Code of a process that could not open its store: its parent starts another one. */
const notOpened = 3;

process.once('disconnect', () => process.exit(0));
process.once('message', (task) => {
  if (task.role === 'host') serveHost(task);
  else work(task);
});

function work({ folder, life, kind, url, leaseMs, concurrency, rows, defect }) {
  const record = openSideRecord(folder, life);
  const wrap = (backend) => recordedBackend(plantedDefect(defect)(backend), record);
  const common = { kind, url, name: life, rows, leaseMs };
  const { engine } = openEngine({ ...common, connections: 6, record, wrap });
  engine.on('lease.lost', ({ runId }) => record.lost(runId));
  engine.on('step.retrying', (fact) => record.retrying(fact));
  engine.on('error', ({ error, during }) => record.trouble(during, error.message));
  engine.capabilities().then(
    () => {
      engine.worker({ concurrency });
      process.on('message', (run) => void startRun(engine, run));
      process.send({ kind: 'ready' });
    },
    (error) => {
      record.trouble('opening the store', error.message);
      process.exit(notOpened);
    },
  );
}

/** Starts a run here, as a host does whose workers are in the same process: with room, it holds the run at once. */
async function startRun(engine, { id, document }) {
  try {
    await engine.start(document, { key: id }, { runId: id });
    process.send({ kind: 'started', id });
  } catch (error) {
    process.send({ kind: 'refused', id, code: error.code, message: error.message });
  }
}

// One worker process: drives runs until it is killed. Told by its parent, in one message, what to open.
import { openEngine } from './open-engine.mjs';
import { plantedDefect } from './planted-defects.mjs';
import { recordedBackend } from './recorded-backend.mjs';
import { openSideRecord } from './side-record.mjs';

/** Code of a process that could not open its store: its parent starts another one. */
const notOpened = 3;

process.once('disconnect', () => process.exit(0));
process.once('message', (task) => {
  const { folder, life, kind, url, leaseMs, concurrency, rows, defect } = task;
  const record = openSideRecord(folder, life);
  const wrap = (backend) => recordedBackend(plantedDefect(defect)(backend), record);
  const { engine } = openEngine({ kind, url, connections: 6, record, rows, leaseMs, wrap });
  engine.on('lease.lost', ({ runId }) => record.lost(runId));
  engine.on('step.retrying', (fact) => record.retrying(fact));
  engine.on('error', ({ error, during }) => record.trouble(during, error.message));
  engine.capabilities().then(
    () => {
      engine.worker({ concurrency });
      process.send('ready');
    },
    (error) => {
      record.trouble('opening the store', error.message);
      process.exit(notOpened);
    },
  );
});

// What the disk and the driver give without an engine: one row of about 280 bytes per step, nothing else.
import { scratchFile } from './scratch-file.mjs';

const row = 'x'.repeat(250);
const batchRows = 200;

/** The driver that the sqlite adapter takes on this Node. */
async function openDatabase(file) {
  const builtIn = process.getBuiltinModule?.('node:sqlite');
  if (builtIn !== undefined) return new builtIn.DatabaseSync(file);
  const { default: Database } = await import('libsql');
  return new Database(file);
}

async function open(rowsPerCommit) {
  const { file, remove } = scratchFile();
  const database = await openDatabase(file);
  for (const pragma of ['journal_mode = WAL', 'synchronous = FULL', 'wal_autocheckpoint = 4000']) {
    database.prepare(`PRAGMA ${pragma}`).get();
  }
  database.exec('CREATE TABLE journal (run INTEGER, seq INTEGER, at INTEGER, fact TEXT)');
  const insert = database.prepare('INSERT INTO journal VALUES (?, ?, ?, ?)');
  const [begin, commit] = ['BEGIN IMMEDIATE', 'COMMIT'].map((sql) => database.prepare(sql));
  return {
    run(commits) {
      for (let i = 0; i < commits; i += 1) {
        begin.run();
        for (let j = 0; j < rowsPerCommit; j += 1) insert.run(i, j, 1_700_000_000_000, row);
        commit.run();
      }
      return commits * rowsPerCommit;
    },
    close() {
      database.close();
      remove();
    },
  };
}

export const cases = {
  commits: { amount: 1500, open: () => open(1) },
  batched: { amount: 300, open: () => open(batchRows) },
};

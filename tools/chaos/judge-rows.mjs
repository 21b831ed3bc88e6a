// What transactional steps write to the host's own table is there exactly once, with the outcome that was committed.
import { tokensIn } from './tokens.mjs';

export function judgeRows({ rows, runs }, { steps }, report) {
  if (rows === null) return {};
  const nonces = new Map();
  for (const { s, nonce } of rows) nonces.set(s, [...(nonces.get(s) ?? []), nonce]);
  let expected = 0;
  for (const { record } of runs) {
    if (record?.status !== 'completed') continue;
    for (const { s, nonce } of tokensIn(record.output)) {
      if (steps.get(s)?.kind !== 'tx') continue;
      expected += 1;
      const found = nonces.get(s) ?? [];
      if (found.length === 1 && found[0] === nonce) continue;
      const what = `${s} wrote ${found.length} rows (${found.join(', ')}), committed is ${nonce}`;
      report('a transactional step does its work exactly once', what);
    }
  }
  return { transactionalSteps: expected, rowsOfThem: rows.length };
}

/** Judges what steps wrote in their transactions: it is there exactly when their outcome is. */

import type { Played } from './play.js';
import { rowOf } from './transactional-backend.js';
import type { Accuse } from './violation.js';
import { placeOf, type IndexedWorkflow } from './workflow-index.js';

export function judgeRows(
  { runs, rows }: Played,
  workflows: ReadonlyMap<string, IndexedWorkflow>,
  accuse: Accuse,
): void {
  const completed = runs.flatMap(({ record: { runId, workflowId }, journal }) => {
    const nodes = workflows.get(workflowId)?.nodes;
    return journal.flatMap((fact) => {
      if (fact.type !== 'step.completed') return [];
      const { nodeId, isUndo } = placeOf(fact.step);
      const isOwn = nodes?.get(nodeId)?.node.effect === 'transactional' && !isUndo;
      return isOwn ? [rowOf(runId, fact.step)] : [];
    });
  });
  const [written, meant] = [counted(rows), counted(completed)];
  for (const row of new Set([...rows, ...completed])) {
    const [found, wanted] = [written.get(row) ?? 0, meant.get(row) ?? 0];
    if (found === wanted) continue;
    accuse('transactions', `${row} completed ${wanted} times, and its row is there ${found} times`);
  }
}

function counted(rows: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
  return counts;
}

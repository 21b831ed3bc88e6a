import { expect, it } from 'vitest';

import { loadWorkflow } from '../workflow/workflow.js';
import { runToEnd } from './run-to-end.js';

const delay = (id: string, duration: string) => ({
  id,
  type: 'flow.delay',
  version: 1,
  input: { duration },
});

it('lets time pass from wake-up to wake-up until the run has ended', async () => {
  const workflow = loadWorkflow({
    schema: 1,
    id: 'w',
    nodes: [delay('a', '30d'), delay('b', '100ms')],
    edges: [{ from: 'a', to: 'b' }],
  });

  const { record, journal, tookMs } = await runToEnd(workflow, {});

  expect(record.status).toBe('completed');
  expect(tookMs).toBe(30 * 86_400_000 + 100);
  expect(journal.at(-1)?.type).toBe('run.completed');
});

it('stops at a run that only a signal could move, and at its limit', async () => {
  const signal = { id: 'a', type: 'flow.waitForSignal', version: 1, input: { signal: 'go' } };
  const waits = loadWorkflow({ schema: 1, id: 'w', nodes: [signal], edges: [] });
  const long = loadWorkflow({ schema: 1, id: 'w', nodes: [delay('a', '400d')], edges: [] });

  expect((await runToEnd(waits, {})).record.status).toBe('waiting');
  expect((await runToEnd(long, {}, { maxMs: 1_000 })).tookMs).toBe(1_000);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { createHostEngine, type HostEngine } from './create-engine.js';
import { seed } from './seed.js';

let folder: string;
let host: HostEngine;

function onError(error: unknown): never {
  throw error;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'meridian-'));
  host = await createHostEngine({ folder });
  await seed({ ...host, onError });
});
afterEach(async () => {
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

/** `workflow: status`, sorted. */
async function statuses(tenant: string): Promise<readonly string[]> {
  const { runs } = await host.engine.list({ tenant });
  return runs.map(({ workflowId, status }) => `${workflowId}: ${status}`).toSorted();
}

/** Until what a visitor finds is there. */
async function settle(): Promise<void> {
  host.engine.worker({ concurrency: 5 });
  await expect
    .poll(async () => [...(await statuses('aurora')), ...(await statuses('costaverde'))].join())
    .not.toMatch(/queued|running/);
}

it('leaves finished runs, one that waits for a person and two to be repaired', async () => {
  await settle();

  await expect
    .poll(() => statuses('aurora'))
    .toEqual([
      'alert-with-approval: waiting',
      'earthquake-digest: completed',
      'earthquake-digest: completed',
      'follow-up: failed',
      'monthly-rain: failed',
      'weather-briefing: completed',
      'weather-briefing: completed',
    ]);
  await expect
    .poll(() => statuses('costaverde'))
    .toEqual(['follow-up: waiting', 'weather-briefing: completed']);
});

it('has workflows without mistakes that can be seen before a run', async () => {
  const { runs } = await host.engine.list({ tenant: 'aurora' });
  const hashes = new Set(runs.map(({ workflowHash }) => workflowHash));

  for (const hash of hashes) {
    const document = await host.engine.document(hash, { tenant: 'aurora' });
    expect(document === null ? null : await host.engine.validate(document)).toEqual([]);
  }
  expect(hashes.size).toBe(5);
});

it('does nothing when it was done before', async () => {
  await settle();
  await host.desk.setAlertService('aurora', true);

  await seed({ ...host, onError });

  expect(await statuses('aurora')).toHaveLength(7);
  expect(await host.desk.isAlertServiceUp('aurora')).toBe(true);
});

it('files reports of real data', async () => {
  await settle();

  const { reports } = await host.desk.show('aurora');

  expect(reports.find(({ title }) => title.includes('Alaska'))?.body).toMatch(
    /^M 4\.\d, .*Alaska: \d+ km from /,
  );
});

it('resumes what failed while the alert service was down', async () => {
  await settle();
  await host.desk.setAlertService('aurora', true);
  const { runs } = await host.engine.list({ tenant: 'aurora', workflowId: 'follow-up' });

  await host.engine.resume(runs[0]?.runId ?? '', { tenant: 'aurora' });

  await expect.poll(() => statuses('aurora')).toContain('follow-up: waiting');
  expect((await host.desk.show('aurora')).alerts).toMatchObject([
    { channel: 'Field team', message: 'Aftershocks expected near Anchorage' },
  ]);
});

it('reports an alert that could not be sent after its approval', async () => {
  await settle();
  const { runs } = await host.engine.list({ tenant: 'aurora', workflowId: 'alert-with-approval' });

  const payload = { ok: true, note: 'Stay out of the harbour.' };
  await host.engine.signal(runs[0]?.runId ?? '', 'approval:approve', payload, { tenant: 'aurora' });

  await expect.poll(() => statuses('aurora')).toContain('alert-with-approval: completed');
  expect((await host.desk.show('aurora')).reports).toContainEqual(
    expect.objectContaining({ title: expect.stringMatching(/^Not sent: /) as unknown }),
  );
});

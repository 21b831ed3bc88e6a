/** What a visitor finds: workflows, some that ran, one that waits for a person, and two to be repaired. */

import type { Engine, WorkflowDocument } from '@flowgraft/core';
import { createHandler, roleBased } from '@flowgraft/server';
import { createClient, type Client } from '@flowgraft/server/client';

import { principalOf, users } from './accounts.js';
import type { Desk } from './desk.js';
import { alertWithApproval } from './workflows/alert-with-approval.js';
import { earthquakeDigest } from './workflows/earthquake-digest.js';
import { followUp } from './workflows/follow-up.js';
import { monthlyRain } from './workflows/monthly-rain.js';
import { weatherBriefing } from './workflows/weather-briefing.js';

export interface SeedOptions {
  readonly engine: Engine;
  readonly desk: Desk;
  /** Told why something could not be saved or started. */
  readonly onError: (error: unknown) => void;
}

interface Seed {
  readonly document: WorkflowDocument;
  /** Inputs of its first runs. */
  readonly inputs: readonly object[];
  readonly before?: (() => Promise<void>) | undefined;
}

/** Saves, publishes and starts as the tenants' editors would. Does nothing for what is there already. */
export async function seed({ engine, desk, onError }: SeedOptions): Promise<void> {
  const message = 'Aftershocks expected near Anchorage';
  await seedTenant(clientOf('aurora', { engine, onError }), [
    { document: earthquakeDigest, inputs: [{}, { region: 'Puerto Rico', minMagnitude: 2.5 }] },
    { document: weatherBriefing, inputs: [{ month: '2015-08' }, { month: '2013-11' }] },
    { document: monthlyRain, inputs: [{}] },
    { document: alertWithApproval, inputs: [{}] },
    {
      document: followUp,
      inputs: [{ message }],
      // It fails for now; switching the service on and resuming the run mends it.
      before: () => desk.setAlertService('aurora', false),
    },
  ]);
  await seedTenant(clientOf('costaverde', { engine, onError }), [
    { document: weatherBriefing, inputs: [{ month: '2014-01' }] },
    {
      document: forChannel(followUp, 'drivers'),
      inputs: [{ message: 'Snow on the pass: take the coast road' }],
    },
  ]);
}

async function seedTenant(client: Client, seeds: readonly Seed[]): Promise<void> {
  const known = new Set((await client.workflows.list({ limit: 200 })).items.map(({ id }) => id));
  for (const { document, inputs, before } of seeds) {
    const { id } = document;
    if (known.has(id)) continue;
    await before?.();
    const { revision } = await client.workflows.create(document);
    await client.workflows.publish(id, { revision, note: 'First version' });
    for (const [index, input] of inputs.entries()) {
      const idempotencyKey = `seed/${id}/${index}`;
      await client.runs.start({ workflowId: id, input: { ...input }, idempotencyKey });
    }
  }
}

/** The workflow API as that tenant's editor sees it, without a network between. */
function clientOf(
  tenant: string,
  { engine, onError }: Pick<SeedOptions, 'engine' | 'onError'>,
): Client {
  const editor = users.find((user) => user.tenant === tenant && user.role === 'editor');
  const handler = createHandler({
    engine,
    authenticate: () => (editor === undefined ? null : principalOf(editor)),
    authorize: roleBased(),
    onError,
  });
  return createClient({
    baseUrl: 'http://in.process',
    fetch: (input, init) => handler(new Request(input, init)),
  });
}

function forChannel(document: WorkflowDocument, channel: string): WorkflowDocument {
  const nodes = document.nodes.map((node) =>
    node.type === 'meridian.sendAlert' ? { ...node, input: { ...node.input, channel } } : node,
  );
  return { ...document, nodes };
}

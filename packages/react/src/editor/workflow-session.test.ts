import { describe, expect, it, vi } from 'vitest';
import { linearWorkflow, loopWorkflow } from '../testing/documents.fixture.js';
import { FakeTransport, FakeTransportError } from '../testing/fake-transport.fixture.js';
import { testContext } from '../testing/open-document.fixture.js';
import { VirtualScheduler } from '../testing/virtual-scheduler.fixture.js';
import { connect } from './commands/connect.js';
import { removeSelection } from './commands/remove-selection.js';
import { setNodeName } from './commands/set-node-name.js';
import { WorkflowSession, type WorkflowSessionParts } from './workflow-session.js';

interface Opened {
  readonly session: WorkflowSession;
  readonly transport: FakeTransport;
  readonly scheduler: VirtualScheduler;
  readonly rename: (name: string) => void;
  /** What the server has as the name of the first node. */
  readonly saved: () => string | undefined;
}

function open(parts: Partial<WorkflowSessionParts> = {}, transport = new FakeTransport()): Opened {
  const scheduler = new VirtualScheduler();
  const draft = transport.draft('linear');
  const session = new WorkflowSession({
    draft,
    context: testContext,
    isReadOnly: false,
    transport,
    scheduler,
    ...parts,
  });
  return {
    session,
    transport,
    scheduler,
    rename: (name) => void session.document.run(setNodeName, { nodeId: 'fetch', name }),
    saved: () => transport.draft('linear').document.nodes[0]?.name,
  };
}

/** Lets what was started come to its end: no time passes. */
async function settled(session: WorkflowSession, status: string): Promise<void> {
  await vi.waitFor(() => expect(session.saving.get().status).toBe(status));
}

describe('saving', () => {
  it('saves a while after the last edit, once', async () => {
    const { session, transport, scheduler, rename, saved } = open();
    rename('A');
    scheduler.advance(700);
    rename('B');
    scheduler.advance(700);
    expect(session.saving.get()).toEqual({ status: 'dirty' });
    expect(session.hasUnsaved).toBe(true);
    scheduler.advance(100);
    expect(session.saving.get()).toEqual({ status: 'saving' });
    await settled(session, 'saved');
    expect(saved()).toBe('B');
    expect(transport.callsOf('workflows.save')).toHaveLength(1);
    expect(session.draft.get().revision).toBe('r2');
    expect(session.hasUnsaved).toBe(false);
  });

  it('saves only on request when the host wants that', async () => {
    const { session, transport, scheduler, rename } = open({ autosaveMs: null });
    rename('A');
    scheduler.advance(100_000);
    expect(transport.callsOf('workflows.save')).toHaveLength(0);
    expect(await session.save()).toBe(true);
    expect(session.saving.get()).toEqual({ status: 'saved' });
    expect(await session.save()).toBe(true);
    expect(transport.callsOf('workflows.save')).toHaveLength(1);
  });

  it('loses no edit that is made while it saves', async () => {
    const { session, transport, scheduler, rename, saved } = open();
    const release = transport.hold('workflows.save');
    rename('A');
    scheduler.advance(800);
    rename('B');
    release();
    await settled(session, 'dirty');
    expect(saved()).toBe('A');
    scheduler.advance(800);
    await settled(session, 'saved');
    expect(saved()).toBe('B');
  });

  it('saves all of it when asked while it saves', async () => {
    const { session, transport, scheduler, rename, saved } = open();
    const release = transport.hold('workflows.save');
    rename('A');
    scheduler.advance(800);
    rename('B');
    const done = session.save();
    release();
    expect(await done).toBe(true);
    expect(saved()).toBe('B');
    expect(session.hasUnsaved).toBe(false);
  });

  it('keeps what could not be saved, says so, and saves it with the next edit or on request', async () => {
    const { session, transport, scheduler, rename, saved } = open();
    transport.failNext('workflows.save');
    rename('A');
    scheduler.advance(800);
    await settled(session, 'failed');
    expect(session.announced.get()?.message).toBe('editor.saveFailed');
    transport.failNext('workflows.save');
    expect(await session.save()).toBe(false);
    rename('B');
    scheduler.advance(800);
    await settled(session, 'saved');
    expect(saved()).toBe('B');
  });

  it('saves what undo brings back', async () => {
    const { session, scheduler, rename, saved } = open();
    rename('A');
    expect(await session.save()).toBe(true);
    session.document.undo();
    scheduler.advance(800);
    await settled(session, 'saved');
    expect(saved()).toBe('Get the order');
  });

  it('saves on closing, and does nothing afterwards', async () => {
    const { session, transport, scheduler, rename, saved } = open();
    rename('A');
    await session.close();
    expect(saved()).toBe('A');
    rename('B');
    expect(scheduler.pending).toBe(0);
    expect(transport.callsOf('workflows.save')).toHaveLength(1);
  });

  it('saves nothing without a transport, and nothing that may not be changed', async () => {
    const local = open({ transport: undefined });
    local.rename('A');
    local.scheduler.advance(10_000);
    expect(await local.session.save()).toBe(false);
    await expect(local.session.publish()).rejects.toThrow('no transport');
    const shown = open({ isReadOnly: true });
    shown.rename('A');
    expect(shown.session.saving.get()).toEqual({ status: 'saved' });
  });
});

describe('two who edit at once', () => {
  async function inConflict(): Promise<Opened> {
    const opened = open();
    opened.transport.saveElsewhere({ ...linearWorkflow, name: 'Theirs' });
    opened.rename('Mine');
    expect(await opened.session.save()).toBe(false);
    return opened;
  }

  it('the second to save is told, and nothing is overwritten', async () => {
    const { session, transport, scheduler, rename } = await inConflict();
    const state = session.saving.get();
    expect(state.status === 'conflict' && state.theirs.name).toBe('Theirs');
    expect(session.announced.get()?.message).toBe('editor.conflictFound');
    rename('Mine again');
    scheduler.advance(10_000);
    expect(transport.callsOf('workflows.save')).toHaveLength(1);
    expect(session.conflictDifferences()).toEqual([
      {
        kind: 'workflow',
        id: '',
        side: 'both',
        parts: [{ name: 'name', mine: 'Order confirmation', theirs: 'Theirs' }],
      },
      {
        kind: 'node',
        id: 'fetch',
        side: 'both',
        parts: [{ name: 'name', mine: 'Mine again', theirs: 'Get the order' }],
      },
    ]);
  });

  it('mine goes over theirs when the user says so', async () => {
    const { session, transport, saved } = await inConflict();
    expect(await session.resolveConflict('mine')).toBe(true);
    expect(saved()).toBe('Mine');
    expect(transport.draft('linear')).toMatchObject({ name: 'Order confirmation', revision: 'r3' });
  });

  it('theirs comes in place of mine when the user says so', async () => {
    const { session, transport } = await inConflict();
    session.selection.select({ nodes: ['fetch'] });
    expect(await session.resolveConflict('theirs')).toBe(true);
    expect(session.document.get().meta.name).toBe('Theirs');
    expect(session.document.get().nodes.get('fetch')?.data.name).toBe('Get the order');
    expect(session.document.history.get()).toEqual({ undo: null, redo: null });
    expect(session.saving.get()).toEqual({ status: 'saved' });
    expect(session.selection.get().nodes.size).toBe(0);
    expect(transport.callsOf('workflows.save')).toHaveLength(1);
  });

  it('asks for their draft when the answer does not hold it', async () => {
    const { session, transport, rename } = open();
    transport.saveElsewhere({ ...linearWorkflow, name: 'Theirs' });
    transport.failNext('workflows.save', new FakeTransportError(409, 'REVISION_CONFLICT'));
    rename('Mine');
    await session.save();
    const state = session.saving.get();
    expect(state.status === 'conflict' && state.theirs.name).toBe('Theirs');
  });

  it('reloads what the server has', async () => {
    const { session, transport, rename } = open();
    rename('Mine');
    transport.saveElsewhere({ ...linearWorkflow, name: 'Theirs' });
    await session.reload();
    expect(session.document.get().meta.name).toBe('Theirs');
    expect(session.draft.get().revision).toBe('r2');
    expect(session.hasUnsaved).toBe(false);
  });
});

describe('publishing and running', () => {
  it('saves first, and publishes what was saved', async () => {
    const { session, transport, rename } = open();
    rename('A');
    const version = await session.publish('first');
    expect(version).toMatchObject({ version: 1, note: 'first' });
    expect(session.draft.get().published).toEqual(version);
    const document = await transport.workflows.document(version.hash);
    expect(document.nodes[0]?.name).toBe('A');
    expect((await session.versions()).items).toEqual([version]);
  });

  it('publishes and runs nothing that could not be saved', async () => {
    const { session, transport, rename } = open();
    rename('A');
    transport.failNext('workflows.save');
    await expect(session.publish()).rejects.toThrow('UNAVAILABLE');
    transport.failNext('workflows.save');
    await expect(session.startRun({ version: 'draft' })).rejects.toThrow('UNAVAILABLE');
    expect(transport.callsOf('workflows.publish')).toHaveLength(0);
    expect(transport.callsOf('runs.start')).toHaveLength(0);
  });

  it('meets a conflict when somebody saved before it is published', async () => {
    const { session, transport } = open();
    transport.saveElsewhere({ ...linearWorkflow, name: 'Theirs' });
    await expect(session.publish()).rejects.toThrow('REVISION_CONFLICT');
    expect(session.saving.get().status).toBe('conflict');
  });

  it('starts runs of the draft and of versions', async () => {
    const { session, transport, rename, saved } = open();
    rename('A');
    const run = await session.startRun({ version: 'draft', input: { orderId: 1 } });
    expect(run.workflowId).toBe('linear');
    expect(saved()).toBe('A');
    await session.startRun({ version: 3 });
    expect(transport.callsOf('runs.start').map(({ args }) => args[0])).toEqual([
      { workflowId: 'linear', version: 'draft', input: { orderId: 1 } },
      { workflowId: 'linear', version: 3 },
    ]);
  });
});

describe('a session', () => {
  it('tells of a connection that makes a loop, and forgets what is gone from the selection', () => {
    const { session } = open();
    session.document.run(connect, {
      from: { nodeId: 'mail', port: 'out' },
      to: { nodeId: 'fetch', port: 'in' },
    });
    expect(session.announced.get()).toMatchObject({
      message: 'editor.loopMade',
      values: { count: 10 },
    });
    session.selection.select({ nodes: ['fetch', 'pick'], edges: ['pick.out>mail.in'] });
    session.document.run(removeSelection, { nodes: ['pick'] });
    expect([...session.selection.get().nodes]).toEqual(['fetch']);
    expect(session.selection.get().edges.size).toBe(0);
  });

  it('takes a pause for the end of what is typed', () => {
    const { session, scheduler } = open();
    const type = (name: string): void =>
      void session.document.run(setNodeName, { nodeId: 'fetch', name }, { coalesce: 'name' });
    type('A');
    scheduler.advance(500);
    type('AB');
    scheduler.advance(2_000);
    type('ABC');
    session.document.undo();
    expect(session.document.get().nodes.get('fetch')?.data.name).toBe('AB');
    session.document.undo();
    expect(session.document.get().nodes.get('fetch')?.data.name).toBe('Get the order');
  });

  it('shares nothing with another in the same process', async () => {
    const [one, two] = [open(), open()];
    one.rename('A');
    one.session.selection.select({ nodes: ['mail'] });
    expect(await one.session.save()).toBe(true);
    expect(two.session.document.get().nodes.get('fetch')?.data.name).toBe('Get the order');
    expect(two.session.selection.get().nodes.size).toBe(0);
    expect(two.saved()).toBe('Get the order');
    expect(two.transport.draft('loop').document).toEqual(loopWorkflow);
  });
});

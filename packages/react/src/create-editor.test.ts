import { describe, expect, it } from 'vitest';
import { createEditor } from './create-editor.js';
import { setNodeName } from './editor/commands/set-node-name.js';
import { arabic } from './language/ar.js';
import { french } from './language/fr.js';
import { FakeTransport } from './testing/fake-transport.fixture.js';

describe('createEditor', () => {
  it('opens workflows, and asks for the node types once', async () => {
    const transport = new FakeTransport();
    const editor = createEditor({ transport, autosaveMs: null });
    const [one, two] = await Promise.all([editor.open('linear'), editor.open('nested')]);
    expect(one.document.get().nodes.size).toBe(3);
    expect(two.document.get().nodes.size).toBe(9);
    expect(transport.callsOf('nodeTypes.list')).toHaveLength(1);
    await expect(editor.open('none')).rejects.toMatchObject({ status: 404 });
    await Promise.all([one.close(), two.close()]);
  });

  it('asks for the node types again when that failed', async () => {
    const transport = new FakeTransport();
    const editor = createEditor({ transport });
    transport.failNext('nodeTypes.list');
    await expect(editor.nodeTypes()).rejects.toThrow('UNAVAILABLE');
    expect((await editor.nodeTypes()).length).toBeGreaterThan(0);
  });

  it('opens read only what its user may not change', async () => {
    const transport = new FakeTransport();
    const editor = createEditor({
      transport,
      can: (action, { workflowId }) => action !== 'workflow.edit' || workflowId === 'linear',
    });
    const [mine, other] = await Promise.all([editor.open('linear'), editor.open('nested')]);
    expect([mine.document.isReadOnly, other.document.isReadOnly]).toEqual([false, true]);
    await Promise.all([mine.close(), other.close()]);
  });

  it('shares nothing with another editor: server, language, permissions, edits', async () => {
    const [here, there] = [new FakeTransport(), new FakeTransport()];
    const messages = { 'command.moveNodes': 'faire glisser' };
    const one = createEditor({ transport: here, language: french, messages, autosaveMs: null });
    const two = createEditor({ transport: there, language: arabic, features: { notes: false } });
    expect([one.texts('command.moveNodes'), two.texts('command.moveNodes')]).toEqual([
      'faire glisser',
      'نقل',
    ]);
    expect([one.features.notes, two.features.notes]).toEqual([true, false]);
    const [left, right] = await Promise.all([one.open('linear'), two.open('linear')]);
    left.document.run(setNodeName, { nodeId: 'fetch', name: 'A' });
    expect(await left.save()).toBe(true);
    expect(right.document.get().nodes.get('fetch')?.data.name).toBe('Get the order');
    expect(there.draft('linear').revision).toBe('r1');
    expect(there.callsOf('workflows.save')).toHaveLength(0);
    await Promise.all([left.close(), right.close()]);
  });
});

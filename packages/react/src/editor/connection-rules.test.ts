import { describe, expect, it } from 'vitest';
import type { WorkflowDocument } from '@flowgraft/core';
import {
  branchingWorkflow,
  linearWorkflow,
  loopWorkflow,
  nestedWorkflow,
} from '../testing/documents.fixture.js';
import { openDocument, perform, testContext } from '../testing/open-document.fixture.js';
import { removeSelection } from './commands/remove-selection.js';
import { connectionNotice } from './connection-notice.js';
import { canConnect, schemaFit } from './connection-rules.js';
import type { PortRef } from './ui-state.js';

const { catalogue } = testContext;

function port(text: string): PortRef {
  const [nodeId = '', name = 'in'] = text.split('.');
  return { nodeId, port: name };
}

function verdict(workflow: WorkflowDocument, from: string, to: string): string {
  const found = canConnect(openDocument(workflow).get(), catalogue, port(from), port(to));
  return found.ok ? (found.isBackEdge ? 'back' : 'ok') : found.message;
}

describe('canConnect', () => {
  const cases: readonly (readonly [WorkflowDocument, string, string, string])[] = [
    [linearWorkflow, 'fetch.out', 'mail.in', 'ok'],
    [linearWorkflow, 'fetch.error', 'mail.in', 'ok'],
    [linearWorkflow, 'mail.out', 'fetch.in', 'back'],
    [linearWorkflow, 'fetch.out', 'fetch.in', 'back'],
    [linearWorkflow, 'fetch.out', 'pick.in', 'editor.alreadyConnected'],
    [linearWorkflow, 'fetch.nothing', 'mail.in', 'editor.noSuchPort'],
    [linearWorkflow, 'fetch.out', 'mail.nothing', 'editor.noSuchPort'],
    [linearWorkflow, 'fetch.out', 'gone.in', 'editor.noSuchNode'],
    [branchingWorkflow, 'ask.out', 'form.in', 'editor.takesNothing'],
    [nestedWorkflow, 'list.out', 'after.in', 'editor.connectAcross'],
    [nestedWorkflow, 'put.out', 'post.in', 'editor.connectAcross'],
    // The edge that leads back is no way from `ready` to `poll`.
    [loopWorkflow, 'poll.error', 'ready.in', 'ok'],
    [loopWorkflow, 'poll.out', 'go.in', 'ok'],
    [loopWorkflow, 'go.out', 'poll.in', 'back'],
  ];

  it.each(cases.map(([workflow, from, to, expected]) => ({ workflow, from, to, expected })))(
    'in $workflow.id: $from to $to is $expected',
    ({ workflow, from, to, expected }) => {
      expect(verdict(workflow, from, to)).toBe(expected);
    },
  );

  it('lets nodes of unknown types be connected by the usual ports', () => {
    const workflow: WorkflowDocument = {
      schema: 1,
      id: 'strange',
      nodes: ['a', 'b'].map((id) => ({ id, type: 'gone.type', version: 9 })),
      edges: [{ from: 'a', fromPort: 'special', to: 'b', toPort: 'x' }],
    };
    expect(verdict(workflow, 'a.out', 'b.in')).toBe('ok');
    expect(verdict(workflow, 'a.special', 'b.in')).toBe('ok');
    expect(verdict(workflow, 'a.other', 'b.in')).toBe('editor.noSuchPort');
  });
});

describe('schemaFit', () => {
  const workflow: WorkflowDocument = {
    schema: 1,
    id: 'fit',
    nodes: [
      { id: 'form', type: 'start.form', version: 1 },
      { id: 'fetch', type: 'http.request', version: 2 },
      { id: 'say', type: 'chat.post', version: 1 },
      { id: 'again', type: 'chat.post', version: 1, input: { text: 'here' } },
      { id: 'mail', type: 'mail.send', version: 1 },
      { id: 'way', type: 'flow.if', version: 1 },
    ],
    edges: [],
  };
  const document = openDocument(workflow).get();

  it('suggests what has the same name and a type that fits', () => {
    const fit = schemaFit(document, catalogue, port('form.out'), port('fetch.in'));
    expect(fit.missing).toEqual(['url']);
    expect([...fit.suggestions]).toEqual([['url', { $ref: 'nodes.form.output.url' }]]);
    const made = { from: port('form.out'), to: port('fetch.in'), filled: ['url'] };
    expect(connectionNotice(document, catalogue, made)).toEqual({
      message: 'editor.filledIn',
      values: { from: 'Form', node: 'HTTP request', inputs: 'URL' },
    });
    expect(connectionNotice(document, catalogue, { ...made, filled: [] })).toBeNull();
  });

  it('suggests nothing for what is given already', () => {
    const fit = schemaFit(document, catalogue, port('say.out'), port('again.in'));
    expect(fit.missing).toEqual(['channel']);
    expect([...fit.suggestions]).toEqual([['channel', { $ref: 'nodes.say.output.channel' }]]);
  });

  it('tells what has the same name and another type', () => {
    const strange = {
      ...catalogue,
      get: (type: string, version: number) => {
        const found = catalogue.get(type, version);
        if (found === undefined || type !== 'start.form') return found;
        const out = { type: 'object', properties: { to: { type: 'number' } } } as const;
        return { ...found, outputs: { out } };
      },
    };
    const fit = schemaFit(document, strange, port('form.out'), port('mail.in'));
    expect(fit.misfits).toEqual(['to']);
    expect(fit.suggestions.size).toBe(0);
    const made = { from: port('form.out'), to: port('mail.in'), filled: [] };
    expect(connectionNotice(document, strange, made)).toEqual({
      message: 'editor.doesNotFit',
      values: { from: 'Form', node: 'Send e-mail', inputs: 'To' },
    });
  });

  it('reads a node of several ways out by the way, and errors as the error', () => {
    const parts = {
      ...catalogue,
      get: (type: string, version: number) => {
        const found = catalogue.get(type, version);
        if (found === undefined || type !== 'flow.if') return found;
        const out = { type: 'object', properties: { url: { type: 'string' } } } as const;
        return { ...found, outputs: { true: out, false: out } };
      },
    };
    const fit = schemaFit(document, parts, port('way.true'), port('fetch.in'));
    expect([...fit.suggestions.values()]).toEqual([{ $ref: 'nodes.way.outputs.true.url' }]);
    const failed = schemaFit(document, catalogue, port('fetch.error'), port('say.in'));
    expect(failed.missing).toEqual(['channel', 'text']);
  });

  it('survives nodes that are not there', () => {
    const store = openDocument(workflow);
    perform(store, removeSelection, { nodes: ['form'] });
    const fit = schemaFit(store.get(), catalogue, port('form.out'), port('fetch.in'));
    expect(fit).toEqual({ missing: ['url'], suggestions: new Map(), misfits: [] });
  });
});

import type { Issue, IssueCode, WorkflowDocument } from '@flowgraft/core';
import { createCatalogue, validateDocument } from '@flowgraft/core/browser';
import { describe, expect, it } from 'vitest';
import { readDocument } from '../editor/read-document.js';
import { arabic } from '../language/ar.js';
import { english } from '../language/en.js';
import { french } from '../language/fr.js';
import { createTexts } from '../language/text.js';
import { testManifests } from '../testing/manifests.fixture.js';
import { problemText } from './problem-text.js';

const catalogue = createCatalogue(testManifests);

const wrong: WorkflowDocument = {
  schema: 1,
  id: 'wrong',
  nodes: [
    { id: 'n1', type: 'http.request', version: 2, name: 'Get it', input: { url: 5, nope: 1 } },
    {
      id: 'n2',
      type: 'mail.send',
      version: 1,
      name: 'Tell them',
      input: {
        to: [],
        subject: { $expr: 'nodes.n1.output.nothing' },
        text: { $expr: 'nodes.n3.output.x + (' },
      },
    },
    { id: 'n3', type: 'chat.post', version: 1, name: 'Later', input: { channel: 'a' } },
    { id: 'n4', type: 'gone.type', version: 1 },
    { id: 'n5', type: 'mail.send', version: 9 },
    { id: 'n6', type: 'data.set', version: 1, input: { values: { $ref: 'nodes.n9.output' } } },
    {
      id: 'n7',
      type: 'data.set',
      version: 1,
      name: 'Early',
      input: { values: { a: { $ref: 'nodes.n3.output' } } },
    },
  ],
  edges: [
    { from: 'n1', to: 'n2' },
    { from: 'n2', to: 'n3' },
    { from: 'n1', fromPort: 'sideways', to: 'n3' },
    { from: 'n7', to: 'n1' },
  ],
};

const issues = validateDocument(wrong, catalogue);
const place = { document: readDocument(wrong), catalogue };

describe('in English', () => {
  const texts = createTexts(english);
  const said = (code: IssueCode): string[] =>
    issues.filter((issue) => issue.code === code).map((issue) => problemText(texts, issue, place));

  it('names nodes and fields as the screen does', () => {
    expect(said('MISSING_INPUT')).toEqual(['“Text” needs a value.']);
    expect(said('TYPE_MISMATCH')).toContain('“URL” needs another kind of value: text.');
    expect(said('UNKNOWN_INPUT')).toEqual(['The node has no setting “nope”.']);
    expect(said('UNKNOWN_NODE_TYPE')).toEqual(['The type “gone.type” is not known here.']);
    expect(said('UNKNOWN_NODE_VERSION')).toEqual(['Version 9 of “Send e-mail” is not known here.']);
    expect(said('UNKNOWN_NODE')).toEqual(['“Fields” uses a node that is not there any more.']);
    expect(said('UNKNOWN_PORT')).toEqual([
      'The connection from “Get it” to “Later” has an end that the node does not have.',
    ]);
    expect(said('BINDING_ORDER')).toEqual([
      '“Fields › a” uses “Later”, which is not there yet when this runs.',
    ]);
    expect(said('EXPRESSION_REFERENCE')).toEqual(['“Subject” uses “nothing”, which is not there.']);
    expect(said('EXPRESSION_SYNTAX')).toHaveLength(1);
  });
});

it.each([english, french, arabic])('never says an id: $locale', (language) => {
  const texts = createTexts(language);
  const all = issues.map((issue) => problemText(texts, issue, place));
  expect(all.length).toBeGreaterThan(8);
  expect(all.filter((text) => /\bn\d\b|nodes[.[]|\{|issue\./u.test(text))).toEqual([]);
});

const codes: Readonly<Record<IssueCode, true>> = {
  SCHEMA: true,
  LIMIT: true,
  DUPLICATE_ID: true,
  UNKNOWN_NODE_TYPE: true,
  UNKNOWN_NODE_VERSION: true,
  UNKNOWN_NODE: true,
  UNKNOWN_PORT: true,
  CYCLE: true,
  LOOP_OVERLAP: true,
  UNREACHABLE_NODE: true,
  MISSING_INPUT: true,
  UNKNOWN_INPUT: true,
  TYPE_MISMATCH: true,
  BINDING_SYNTAX: true,
  BINDING_ORDER: true,
  EXPRESSION_SYNTAX: true,
  EXPRESSION_REFERENCE: true,
  EXPRESSION_TYPE: true,
  UNKNOWN_WORKFLOW: true,
};

it.each(Object.keys(codes) as IssueCode[])(
  'has words for %s where nothing is known of it',
  (code) => {
    const issue: Issue = { code, severity: 'error', path: [], message: 'n1' };
    for (const language of [english, french, arabic]) {
      const text = problemText(createTexts(language), issue, place);
      expect(text).not.toMatch(/issue\.|\{|n1/);
    }
  },
);

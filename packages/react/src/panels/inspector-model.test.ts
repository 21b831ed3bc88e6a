import type { Issue, JsonSchema } from '@flowgraft/core';
import { expect, test } from 'vitest';
import { english } from '../language/en.js';
import { createTexts } from '../language/text.js';
import { httpRequest } from '../testing/manifests.fixture.js';
import { pathInNode, problemsBelow } from './inspector-problems.js';
import {
  failurePolicy,
  failureText,
  failureValues,
  runningPolicy,
  runningValues,
  usualRetry,
} from './policy-schema.js';
import { startFields, startSchema } from './start-fields.js';

const texts = createTexts(english);

test('the path of a problem is followed into containers, and no further than its node', () => {
  const deep = ['nodes', 2, 'bodies', 'body', 'nodes', 0, 'input', 'nodes', 1] as const;
  expect(pathInNode(deep)).toEqual(['input', 'nodes', 1]);
  expect(pathInNode(['nodes', 0])).toEqual([]);
  const issue: Issue = {
    code: 'MISSING_INPUT',
    severity: 'error',
    path: ['nodes', 0, 'input', 'url'],
    message: 'missing "url", text; bind it',
  };
  const wrong: Issue = { ...issue, code: 'TYPE_MISMATCH', message: 'expected text' };
  const textOf = ({ code }: Issue): string => code;
  expect(problemsBelow([issue, wrong], ['input'], textOf)).toEqual([
    { path: ['url'], message: 'MISSING_INPUT' },
    { path: ['url'], message: 'TYPE_MISMATCH' },
  ]);
  expect(problemsBelow([issue], ['fallback'], textOf)).toEqual([]);
});

test('policies go to the form and back without a change', () => {
  const data = {
    id: 'a',
    type: 't',
    version: 1,
    retry: { attempts: 5, delay: '2s', factor: 3, on: ['network'] },
    timeout: '1m',
    onError: 'continue',
    join: { count: 2 },
    disabled: true,
    effect: 'pure',
  } as const;
  const { retry, timeout, onError, join, disabled, effect } = data;
  expect(failurePolicy(failureValues(data), data)).toEqual({ retry, timeout, onError });
  expect(runningPolicy(runningValues(data))).toEqual({ join, disabled, effect });
  expect(failurePolicy({}, data).retry).toEqual({ factor: 3, on: ['network'] });
  expect(failurePolicy({}, { ...data, retry: { attempts: 2 } })).toEqual({
    retry: undefined,
    timeout: undefined,
    onError: undefined,
    fallback: undefined,
  });
});

test('the policies are told in words', () => {
  const node = { id: 'a', type: 't', version: 1 };
  const usual = usualRetry(httpRequest, undefined);
  const about = { manifest: httpRequest, hasErrorEdge: false };
  expect(failureText(texts, node, usual, about)).toBe(
    'Tries up to 3 times. Waits 1 sec before the second try, then longer. Stops after 30 sec. When it fails, the run fails.',
  );
  const once = { ...node, retry: { attempts: 1 }, onError: 'continue' as const };
  expect(failureText(texts, once, usual, { manifest: undefined, hasErrorEdge: false })).toBe(
    'Tries once, never again. No time limit of its own. When it fails, the run goes on with a replacement.',
  );
});

test('the fields of a start are a list and back; what the list cannot say stays JSON', () => {
  const schema: JsonSchema = {
    type: 'object',
    properties: {
      name: { title: 'Your name', type: 'string' },
      size: { type: 'string', enum: ['S', 'M'] },
      note: { 'x-ui': { widget: 'textarea' }, type: 'string' },
      tags: { type: 'array', items: { type: 'string' }, 'x-ui': { widget: 'tags' } },
    },
    required: ['name'],
    additionalProperties: false,
  };
  const fields = startFields(schema);
  expect(fields).toMatchObject([
    { name: 'name', label: 'Your name', kind: 'text', required: true },
    { name: 'size', kind: 'choice', choices: ['S', 'M'] },
    { name: 'note', kind: 'longText' },
    { name: 'tags', kind: 'texts' },
  ]);
  expect(startSchema(fields ?? [])).toEqual(schema);
  const bounded: JsonSchema = {
    type: 'object',
    properties: { a: { type: 'number', minimum: 3, maximum: 9, default: 5 } },
  };
  expect(startFields(bounded)).toMatchObject([{ name: 'a', kind: 'number', default: 5 }]);
  expect(startSchema(startFields(bounded) ?? [], bounded)).toEqual(bounded);
  expect(startFields({ type: 'object', properties: { a: { anyOf: [] } } })).toBeNull();
  expect(startFields({ type: 'array' })).toBeNull();
  expect(startFields(undefined)).toEqual([]);
  expect(startSchema([{ name: '' }])).toBeUndefined();
});

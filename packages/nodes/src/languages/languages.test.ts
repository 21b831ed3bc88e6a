import {
  approvalNode,
  controlManifests,
  delayNode,
  manifestOf,
  waitForSignalNode,
  type AnyNodeType,
  type JsonSchema,
  type NodeManifest,
} from '@flowgraft/core';
import { beforeAll, describe, expect, it } from 'vitest';

import { builtinNodes } from '../builtin-nodes.js';
import { arabicNodes } from './ar.js';
import { frenchNodes } from './fr.js';

/** Ports that the languages of an editor name themselves. */
const namedByEditors = new Set(['out', 'error', 'true', 'false', 'default']);
const languages = { fr: frenchNodes, ar: arabicNodes };

let expected: string[] = [];

beforeAll(async () => {
  const builtIn = await Promise.all(
    builtinNodes.map(async (lazy): Promise<AnyNodeType> => lazy.load()),
  );
  const manifests = [
    ...[...builtIn, delayNode, waitForSignalNode, approvalNode].map(manifestOf),
    ...controlManifests.values(),
  ];
  expected = [...new Set(manifests.flatMap(keysOf))].toSorted();
});

function keysOf({ textKey, input, outputs }: NodeManifest): string[] {
  const ports = Object.keys(outputs).filter((port) => !namedByEditors.has(port));
  return [
    `${textKey}.title`,
    `${textKey}.description`,
    ...fieldsOf(input).map((path) => `${textKey}.fields.${path}`),
    ...ports.map((port) => `port.${port}`),
  ];
}

/** Paths of all that a person fills in, through lists and choices; a constant is never shown. */
function fieldsOf(schema: JsonSchema, path = ''): string[] {
  if (typeof schema === 'boolean') return [];
  const { properties = {}, items, anyOf = [], oneOf = [] } = schema;
  const own = Object.entries(properties).flatMap(([name, field]) => {
    const at = path === '' ? name : `${path}.${name}`;
    const isShown = typeof field === 'boolean' || !Object.hasOwn(field, 'const');
    return isShown ? [at, ...fieldsOf(field, at)] : [];
  });
  const inner = [...anyOf, ...oneOf, ...(items === undefined ? [] : [items])];
  return [...own, ...inner.flatMap((one) => fieldsOf(one, path))];
}

describe.each(Object.entries(languages))('the texts of node types in %s', (_name, messages) => {
  it('name every node type, field and port, and nothing that is not there', () => {
    expect(Object.keys(messages).toSorted()).toEqual(expected);
  });

  it('are never empty and have no placeholders', () => {
    const wrong = Object.entries(messages).filter(([, text]) => !/^[^\s{}][^{}]*$/.test(text));
    expect(wrong).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';

import type { Ref } from './bound.js';
import { formatReference } from './reference-path.js';
import { makeReference } from './reference.js';
import { openScope } from './scope.js';

interface Data {
  readonly total: number;
  readonly then: string;
  readonly 'a b': { readonly c: string };
  readonly list: readonly { readonly sku: string }[];
  readonly constructor: string;
}

function reference(): Ref<Data> {
  const program = { workflowId: 'w', ids: new Set<string>(), issues: [], children: new Map() };
  return makeReference<Data>({
    kind: 'reference',
    owner: openScope(program),
    path: ['nodes', 'my-id', 'output'],
  });
}

const written = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('formatReference', () => {
  const paths: readonly (readonly [readonly string[], string])[] = [
    [['input'], 'input'],
    [['nodes', 'fetched', 'output', 'total'], 'nodes.fetched.output.total'],
    [['nodes', 'my-id', 'output', 'a b'], 'nodes["my-id"].output["a b"]'],
    [['item', '0', '12', 'x'], 'item[0][12].x'],
    [['item', '007', '-1', '1.5'], 'item["007"]["-1"]["1.5"]'],
    [['item', '$id', '_x', 'é', ''], 'item.$id._x["é"][""]'],
    [['item', 'say "hi"\n'], 'item["say \\"hi\\"\\n"]'],
  ];
  for (const [path, text] of paths) {
    it(`writes ${text}`, () => {
      expect(formatReference(path)).toBe(text);
    });
  }
});

describe('a reference', () => {
  it('is written as a binding, whatever the keys are called', () => {
    const data = reference();

    expect(written(data)).toEqual({ $ref: 'nodes["my-id"].output' });
    expect(written([data.total, data['a b'].c])).toEqual([
      { $ref: 'nodes["my-id"].output.total' },
      { $ref: 'nodes["my-id"].output["a b"].c' },
    ]);
    expect(written(data.list[3])).toEqual({ $ref: 'nodes["my-id"].output.list[3]' });
    expect(written(data.constructor)).toEqual({ $ref: 'nodes["my-id"].output.constructor' });
  });

  it('is no promise, although data may have a key "then"', async () => {
    const data = reference();

    expect(written(await Promise.resolve(data))).toEqual(written(data));
    expect(written(data.then)).toEqual({ $ref: 'nodes["my-id"].output.then' });
  });

  const uses: readonly (readonly [string, (data: never) => unknown, string])[] = [
    ['in a text', (data) => `${String(data)}`, 'computed with or put into a text'],
    ['in arithmetic', (data) => Number(data) + 1, 'computed with or put into a text'],
    ['compared by size', (data) => data < 7, 'computed with or put into a text'],
    ['spread into a list', (data) => [...(data as [])], 'looped over or spread'],
    ['spread into an object', (data) => ({ ...(data as object) }), 'spread or enumerated'],
    ['enumerated', (data) => Object.keys(data), 'spread or enumerated'],
    ['changed', (data) => Object.assign(data, { total: 1 }), 'changed (property "total")'],
  ];
  for (const [use, act, message] of uses) {
    it(`cannot be ${use}, and says what to write instead`, () => {
      const misuse = () => act(reference() as never);

      expect(misuse).toThrow(TypeError);
      expect(misuse).toThrow(
        `nodes["my-id"].output is data of a run that does not exist yet, so it cannot be ${message}`,
      );
      expect(misuse).toThrow(/w\.expr/);
    });
  }
});

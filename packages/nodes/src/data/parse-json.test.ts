import { runNode, testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { parseJson } from './parse-json.js';

describe('data.parseJson', () => {
  it.each(testNode(parseJson))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  it('leaves out a byte order mark, empty lines and the returns of Windows', async () => {
    const text = '\uFEFF1\r\n\r\n2\r\n';

    expect((await runNode(parseJson, { text, format: 'lines' })).output).toEqual([1, 2]);
  });

  it('says nothing of the text in its error', async () => {
    const error: unknown = await runNode(parseJson, { text: 'secret-token' }).catch(String);

    expect(error).toContain('The text is no JSON');
    expect(error).not.toContain('secret');
  });
});

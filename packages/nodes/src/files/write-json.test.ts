import { runNode, testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { writeJsonFile } from './write-json.js';

describe('files.writeJson', () => {
  it.each(testNode(writeJsonFile))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  it('writes with an indent', async () => {
    const { context } = await runNode(writeJsonFile, { path: 'a.json', data: [1], indent: 1 });

    expect(context.fileText('a.json')).toBe('[\n 1\n]\n');
  });
});

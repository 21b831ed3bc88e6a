import { runNode, testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { writeCsvFile } from './write-csv.js';

describe('files.writeCsv', () => {
  it.each(testNode(writeCsvFile))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });

  it('writes what the options say', async () => {
    const input = { path: 'a.csv', items: [{ a: '=1', b: 2 }], escapeFormulas: true };

    const { context } = await runNode(writeCsvFile, input);

    expect(context.fileText('a.csv')).toBe("a,b\n'=1,2\n");
  });
});

import { testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { readCsvFile } from './read-csv.js';

describe('files.readCsv', () => {
  it.each(testNode(readCsvFile))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

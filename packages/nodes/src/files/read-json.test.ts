import { testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { readJsonFile } from './read-json.js';

describe('files.readJson', () => {
  it.each(testNode(readJsonFile))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

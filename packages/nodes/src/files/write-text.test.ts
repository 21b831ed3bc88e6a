import { testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { writeTextFile } from './write-text.js';

describe('files.writeText', () => {
  it.each(testNode(writeTextFile))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

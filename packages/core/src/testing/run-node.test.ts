import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { defineNode } from '../node/define-node.js';
import { runNode } from './run-node.js';

const node = defineNode({
  type: 'test.steps',
  version: 1,
  input: z.object({ n: z.number().default(1) }),
  outputs: { odd: z.number(), even: z.number() },
  run({ n }, ctx) {
    if (n === 0) return ctx.wait({ after: '1s' });
    if (n < 0) throw new Error('negative');
    ctx.log.info('counted');
    return ctx.toMany(n % 2 === 1 ? { odd: n } : { even: n, odd: n + 1 });
  },
});

describe('runNode', () => {
  it('gives the ports taken, after the schema filled in the defaults', async () => {
    const { port, output, ports, context } = await runNode(node, {});

    expect([port, output]).toEqual(['odd', 1]);
    expect([...ports]).toEqual([['odd', 1]]);
    expect(context.logs).toHaveLength(1);
  });

  it('gives the first of several ports', async () => {
    const { port, ports } = await runNode(node, { n: 2 });

    expect(port).toBe('even');
    expect(ports.size).toBe(2);
  });

  it('takes no port when the node waits', async () => {
    const { port, ports } = await runNode(node, { n: 0 });

    expect([port, ports.size]).toEqual([undefined, 0]);
  });

  it('rejects with what run throws, and for an input that the schema refuses', async () => {
    await expect(runNode(node, { n: -1 })).rejects.toThrow('negative');
    await expect(runNode(node, { n: 'x' })).rejects.toThrow('expected number');
  });
});

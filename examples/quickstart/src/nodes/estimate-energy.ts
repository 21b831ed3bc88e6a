/** `quakes.energy`: the energy that an earthquake set free. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

const joulesPerTonTnt = 4.184e9;

export const estimateEnergy = defineNode({
  type: 'quakes.energy',
  version: 1,
  title: 'Estimate energy',
  description: 'Estimates the energy that an earthquake radiated, in tons of TNT.',
  category: 'data',
  icon: 'zap',
  keywords: ['magnitude', 'tnt'],
  effect: 'pure',
  input: z.object({ magnitude: z.number() }),
  output: z.object({ tonsTnt: z.number() }),
  /** log10 E = 1.5 M + 4.8, in joules: B. Gutenberg and C. F. Richter, 1956. */
  run({ magnitude }) {
    const joules = 10 ** (1.5 * magnitude + 4.8);
    return { tonsTnt: Number((joules / joulesPerTonTnt).toPrecision(3)) };
  },
  examples: [{ title: 'of magnitude 6', input: { magnitude: 6 }, output: { tonsTnt: 15_100 } }],
});

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

export const assessRisk = defineNode({
  type: 'meridian.assessRisk',
  version: 1,
  title: 'Assess risk',
  description: 'Weighs magnitude, depth and reports, and takes the port that fits.',
  category: 'earth',
  icon: 'sliders',
  keywords: ['score', 'severity', 'triage'],
  effect: 'pure',
  input: z.object({
    magnitude: z.number().meta({ title: 'Magnitude' }),
    depthKm: z.number().meta({ title: 'Depth in km' }),
    reports: z.int().default(0).meta({ title: 'Reports', description: 'People who felt it' }),
    threshold: z
      .number()
      .min(0)
      .max(100)
      .default(50)
      .meta({ title: 'High from', 'x-ui': { widget: 'slider' } }),
  }),
  outputs: {
    high: z.object({ score: z.int(), reason: z.string() }),
    low: z.object({ score: z.int() }),
  },
  run({ magnitude, depthKm, reports, threshold }, ctx) {
    const shallow = Math.max(0, 1 - depthKm / 100);
    const felt = Math.min(1, Math.log10(reports + 1) / 3);
    const score = Math.round(Math.min(100, magnitude * 10 * (0.7 + 0.3 * shallow) + felt * 20));
    if (score < threshold) return ctx.to('low', { score });
    const depth = depthKm < 35 ? 'shallow' : 'deep';
    return ctx.to('high', { score, reason: `magnitude ${magnitude.toFixed(1)}, ${depth}` });
  },
  examples: [
    {
      title: 'a strong and shallow one',
      input: { magnitude: 6.4, depthKm: 10, reports: 999 },
      output: { score: 82, reason: 'magnitude 6.4, shallow' },
      port: 'high',
    },
    {
      title: 'a weak one',
      input: { magnitude: 2, depthKm: 50 },
      output: { score: 17 },
      port: 'low',
    },
  ],
});

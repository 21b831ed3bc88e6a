import { defineNode, NodeError } from '@flowgraft/core';
import * as z from 'zod';

import { weather } from '../datasets.js';

export const weatherSummary = defineNode({
  type: 'meridian.weatherSummary',
  version: 1,
  title: 'Weather of a month',
  description: 'Temperatures, rain and wind of one city in one month.',
  category: 'earth',
  icon: 'cloud',
  keywords: ['rain', 'temperature', 'wind'],
  effect: 'idempotent',
  input: z.object({
    city: z.enum(['Seattle', 'New York']).meta({ title: 'City', 'x-ui': { widget: 'radio' } }),
    month: z
      .string()
      .regex(/^201[2-5]-(0[1-9]|1[0-2])$/)
      .meta({
        title: 'Month',
        description: '2012-01 to 2015-12',
        'x-ui': { placeholder: '2015-08' },
      }),
  }),
  output: z.object({
    city: z.string(),
    month: z.string(),
    days: z.int(),
    rainyDays: z.int(),
    rainMm: z.number(),
    warmestC: z.number(),
    coldestC: z.number(),
    windiestMs: z.number(),
  }),
  run({ city, month }) {
    const days = weather().filter((day) => day.city === city && day.date.startsWith(month));
    if (days.length === 0) {
      throw new NodeError({ category: 'notFound', message: `No weather of ${city} in ${month}` });
    }
    return {
      city,
      month,
      days: days.length,
      rainyDays: days.filter(({ rainMm }) => rainMm > 0).length,
      rainMm: Math.round(days.reduce((sum, { rainMm }) => sum + rainMm, 0) * 10) / 10,
      warmestC: Math.max(...days.map(({ highC }) => highC)),
      coldestC: Math.min(...days.map(({ lowC }) => lowC)),
      windiestMs: Math.max(...days.map(({ windMs }) => windMs)),
    };
  },
  examples: [
    {
      title: 'a summer month in Seattle',
      input: { city: 'Seattle', month: '2015-08' },
      output: {
        city: 'Seattle',
        month: '2015-08',
        days: 31,
        rainyDays: 6,
        rainMm: 83.3,
        warmestC: 33.3,
        coldestC: 12.2,
        windiestMs: 5.8,
      },
    },
  ],
});

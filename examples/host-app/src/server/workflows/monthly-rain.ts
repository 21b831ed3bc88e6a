import type { WorkflowDocument } from '@flowgraft/core';

/**
 * Fails on purpose: its report reads a field that is not there. No schema shows that mistake, because the node before
 * may give any fields.
 */
export const monthlyRain: WorkflowDocument = {
  schema: 1,
  id: 'monthly-rain',
  name: 'Monthly rain (needs repair)',
  description:
    'Fails until somebody mends the text of the report: open it and look at the failed run.',
  nodes: [
    {
      id: 'summary',
      type: 'meridian.weatherSummary',
      version: 1,
      name: 'Rain in Seattle',
      input: { city: 'Seattle', month: '2014-11' },
      ui: { x: 0, y: 40 },
    },
    {
      id: 'keep',
      type: 'data.set',
      version: 1,
      name: 'Keep totals',
      input: {
        fields: {
          days: { $ref: 'nodes.summary.output.rainyDays' },
          total: { $ref: 'nodes.summary.output.rainMm' },
        },
      },
      ui: { x: 280, y: 40 },
    },
    {
      id: 'report',
      type: 'meridian.fileReport',
      version: 1,
      name: 'File the report',
      input: {
        title: 'Rain in Seattle',
        body: { $template: 'It rained {{ nodes.keep.output.totalRain.toFixed(1) }} mm.' },
      },
      ui: { x: 560, y: 40 },
    },
  ],
  edges: [
    { from: 'summary', to: 'keep' },
    { from: 'keep', to: 'report' },
  ],
};

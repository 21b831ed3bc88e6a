import type { WorkflowDocument } from '@flowgraft/core';

/** Two branches at the same time, brought together in one report. */
export const weatherBriefing: WorkflowDocument = {
  schema: 1,
  id: 'weather-briefing',
  name: 'Weather briefing of two cities',
  description: 'Seattle and New York in one month, side by side.',
  input: {
    type: 'object',
    properties: {
      month: {
        type: 'string',
        title: 'Month',
        description: '2012-01 to 2015-12',
        pattern: '^201[2-5]-(0[1-9]|1[0-2])$',
        default: '2015-08',
      },
    },
  },
  nodes: [
    {
      id: 'seattle',
      type: 'meridian.weatherSummary',
      version: 1,
      name: 'Seattle',
      input: { city: 'Seattle', month: { $expr: "input.month ?? '2015-08'" } },
      ui: { x: 0, y: 0 },
    },
    {
      id: 'newYork',
      type: 'meridian.weatherSummary',
      version: 1,
      name: 'New York',
      input: { city: 'New York', month: { $expr: "input.month ?? '2015-08'" } },
      ui: { x: 0, y: 140 },
    },
    {
      id: 'wetter',
      type: 'flow.if',
      version: 1,
      name: 'Is Seattle wetter?',
      input: {
        condition: { $expr: 'nodes.seattle.output.rainMm > nodes.newYork.output.rainMm' },
      },
      ui: { x: 260, y: 60 },
    },
    {
      id: 'usual',
      type: 'data.set',
      version: 1,
      name: 'As expected',
      input: { fields: { headline: 'Seattle is wetter, as everybody thinks' } },
      ui: { x: 520, y: 0 },
    },
    {
      id: 'unusual',
      type: 'data.set',
      version: 1,
      name: 'A surprise',
      input: { fields: { headline: 'New York is wetter than Seattle' } },
      ui: { x: 520, y: 140 },
    },
    {
      id: 'report',
      type: 'meridian.fileReport',
      version: 1,
      name: 'File the briefing',
      join: 'any',
      input: {
        title: { $expr: 'incoming[0].headline' },
        body: {
          $template:
            'Seattle: {{ nodes.seattle.output.rainMm }} mm on {{ nodes.seattle.output.rainyDays }} days.\nNew York: {{ nodes.newYork.output.rainMm }} mm on {{ nodes.newYork.output.rainyDays }} days.',
        },
      },
      ui: { x: 780, y: 60 },
    },
  ],
  edges: [
    { from: 'seattle', to: 'wetter' },
    { from: 'newYork', to: 'wetter' },
    { from: 'wetter', fromPort: 'true', to: 'usual' },
    { from: 'wetter', fromPort: 'false', to: 'unusual' },
    { from: 'usual', to: 'report' },
    { from: 'unusual', to: 'report' },
  ],
};

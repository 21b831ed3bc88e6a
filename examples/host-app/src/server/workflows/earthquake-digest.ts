import type { WorkflowDocument } from '@flowgraft/core';

/** A loop over real earthquakes, a decision in it, and a report from what it found. */
export const earthquakeDigest: WorkflowDocument = {
  schema: 1,
  id: 'earthquake-digest',
  name: 'Strong earthquakes digest',
  description:
    'A region’s strongest earthquakes with the nearest airport of each, filed as a report.',
  input: {
    type: 'object',
    properties: {
      region: { type: 'string', title: 'Region', default: 'Alaska' },
      minMagnitude: {
        type: 'number',
        title: 'At least magnitude',
        minimum: 0,
        maximum: 10,
        default: 3,
      },
    },
  },
  nodes: [
    {
      id: 'find',
      type: 'meridian.findEarthquakes',
      version: 1,
      name: 'Week’s quakes',
      input: {
        region: { $expr: "input.region ?? 'Alaska'" },
        minMagnitude: { $expr: 'input.minMagnitude ?? 3' },
        limit: 12,
      },
      ui: { x: 0, y: 100 },
    },
    {
      id: 'each',
      type: 'flow.forEach',
      version: 1,
      name: 'For each quake',
      input: { items: { $ref: 'nodes.find.output.earthquakes' }, concurrency: 4 },
      bodies: {
        body: {
          nodes: [
            {
              id: 'airport',
              type: 'meridian.nearestAirport',
              version: 1,
              input: { latitude: { $ref: 'item.latitude' }, longitude: { $ref: 'item.longitude' } },
              ui: { x: 20, y: 20 },
            },
            {
              id: 'risk',
              type: 'meridian.assessRisk',
              version: 1,
              input: {
                magnitude: { $ref: 'item.magnitude' },
                depthKm: { $ref: 'item.depthKm' },
                reports: { $ref: 'item.reports' },
              },
              ui: { x: 20, y: 140 },
            },
            {
              id: 'line',
              type: 'data.set',
              version: 1,
              name: 'Report line',
              join: 'all',
              input: {
                fields: {
                  text: {
                    $template:
                      'M {{ item.magnitude.toFixed(1) }}, {{ item.place }}: {{ nodes.airport.output.distanceKm }} km from {{ nodes.airport.output.name }}',
                  },
                },
              },
              ui: { x: 290, y: 60 },
            },
          ],
          edges: [
            { from: 'airport', to: 'line' },
            { from: 'risk', fromPort: 'high', to: 'line' },
            { from: 'risk', fromPort: 'low', to: 'line' },
          ],
        },
      },
      ui: { x: 260, y: 0, width: 560, height: 340 },
    },
    {
      id: 'report',
      type: 'meridian.fileReport',
      version: 1,
      name: 'File the digest',
      input: {
        title: {
          $template:
            'Strongest earthquakes: {{ input.region ?? "Alaska" }} ({{ nodes.each.output.count }} of {{ nodes.find.output.count }})',
        },
        body: { $expr: "nodes.each.output.results.map(line => line.text).join('\\n')" },
      },
      ui: { x: 860, y: 100 },
    },
  ],
  edges: [
    { from: 'find', to: 'each' },
    { from: 'each', to: 'report' },
  ],
  output: { count: { $ref: 'nodes.find.output.count' } },
  ui: {
    notes: [
      {
        id: 'note1',
        x: 0,
        y: -100,
        width: 240,
        height: 110,
        colour: 'yellow',
        text: '**Real data**: one week of the USGS catalogue, February 2018.',
      },
    ],
  },
};

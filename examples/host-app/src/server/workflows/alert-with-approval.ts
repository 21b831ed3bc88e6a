import type { WorkflowDocument } from '@flowgraft/core';

/** A person decides before anybody is woken up; what cannot be sent is reported. */
export const alertWithApproval: WorkflowDocument = {
  schema: 1,
  id: 'alert-with-approval',
  name: 'Alert after approval',
  description:
    'The strongest earthquake of a region: when the risk is high, somebody approves the alert.',
  input: {
    type: 'object',
    properties: { region: { type: 'string', title: 'Region', default: 'Alaska' } },
  },
  nodes: [
    {
      id: 'find',
      type: 'meridian.findEarthquakes',
      version: 1,
      name: 'Strongest one',
      input: { region: { $expr: "input.region ?? 'Alaska'" }, minMagnitude: 2, limit: 1 },
      ui: { x: 0, y: 80 },
    },
    {
      id: 'risk',
      type: 'meridian.assessRisk',
      version: 1,
      input: {
        magnitude: { $ref: 'nodes.find.output.earthquakes[0].magnitude' },
        depthKm: { $ref: 'nodes.find.output.earthquakes[0].depthKm' },
        reports: { $ref: 'nodes.find.output.earthquakes[0].reports' },
        threshold: 35,
      },
      ui: { x: 250, y: 80 },
    },
    {
      id: 'approve',
      type: 'flow.approval',
      version: 1,
      name: 'Send an alert?',
      input: {
        title: {
          $template:
            'Alert about M {{ nodes.find.output.earthquakes[0].magnitude }} {{ nodes.find.output.earthquakes[0].place }}?',
        },
        form: {
          type: 'object',
          properties: {
            ok: { type: 'boolean', title: 'Send it' },
            note: { type: 'string', title: 'Note for the channel' },
          },
          required: ['ok'],
        },
        decidedBy: 'ok',
        due: '2d',
      },
      ui: { x: 510, y: 0 },
    },
    {
      id: 'alert',
      type: 'meridian.sendAlert',
      version: 1,
      name: 'Alert the team',
      input: {
        channel: 'field-team',
        message: {
          $template:
            'Earthquake: M {{ nodes.find.output.earthquakes[0].magnitude }}, {{ nodes.find.output.earthquakes[0].place }}. {{ nodes.approve.output.note ?? "" }}',
        },
      },
      ui: { x: 770, y: 0 },
    },
    {
      id: 'unsent',
      type: 'meridian.fileReport',
      version: 1,
      name: 'Report failure',
      input: {
        title: { $template: 'Not sent: {{ nodes.find.output.earthquakes[0].place }}' },
        body: { $template: 'The alert could not be sent: {{ nodes.alert.error.message }}' },
      },
      ui: { x: 990, y: 120 },
    },
    {
      id: 'file',
      type: 'meridian.fileReport',
      version: 1,
      name: 'File only',
      input: {
        title: { $template: 'Low risk: {{ nodes.find.output.earthquakes[0].place }}' },
        body: { $template: 'Score {{ nodes.risk.output.score }} of 100. Nobody was woken up.' },
      },
      ui: { x: 510, y: 220 },
    },
  ],
  edges: [
    { from: 'find', to: 'risk' },
    { from: 'risk', fromPort: 'high', to: 'approve' },
    { from: 'risk', fromPort: 'low', to: 'file' },
    { from: 'approve', to: 'alert' },
    { from: 'alert', fromPort: 'error', to: 'unsent' },
  ],
};

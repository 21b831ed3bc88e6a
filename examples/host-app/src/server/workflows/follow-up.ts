import type { WorkflowDocument } from '@flowgraft/core';

/** Alerts a channel, and again a day later. It fails while the alert service is down, and can be resumed. */
export const followUp: WorkflowDocument = {
  schema: 1,
  id: 'follow-up',
  name: 'Alert and follow up',
  description: 'Sends an alert now and reminds the same channel a day later.',
  input: {
    type: 'object',
    properties: {
      message: { type: 'string', title: 'Message', minLength: 1, default: 'Storm warning' },
    },
    required: ['message'],
  },
  nodes: [
    {
      id: 'first',
      type: 'meridian.sendAlert',
      version: 1,
      name: 'First alert',
      input: { channel: 'field-team', message: { $ref: 'input.message' } },
      ui: { x: 0, y: 40 },
    },
    {
      id: 'wait',
      type: 'flow.delay',
      version: 1,
      name: 'Wait a day',
      input: { duration: '1d' },
      ui: { x: 280, y: 40 },
    },
    {
      id: 'reminder',
      type: 'meridian.sendAlert',
      version: 1,
      name: 'Reminder',
      input: { channel: 'field-team', message: { $template: 'Reminder: {{ input.message }}' } },
      ui: { x: 560, y: 40 },
    },
  ],
  edges: [
    { from: 'first', to: 'wait' },
    { from: 'wait', to: 'reminder' },
  ],
};

/** Node types as a server would list them, with fields of every kind. */

import { controlManifests } from '@flowgraft/core/document';
import type { JsonSchema, NodeManifest } from '@flowgraft/core';

const text: JsonSchema = { type: 'string' };

const errorOutput: JsonSchema = {
  type: 'object',
  properties: { category: text, message: text, code: text, details: {}, step: text },
  required: ['category', 'message'],
};

/** A manifest with what most have in common. */
export function manifest(
  given: Pick<NodeManifest, 'type' | 'text'> & Partial<NodeManifest>,
): NodeManifest {
  const { outputs = { out: {} }, type } = given;
  return {
    version: 1,
    textKey: `nodes.${type}`,
    category: type.split('.')[0] ?? type,
    keywords: [],
    effect: 'idempotent',
    input: { type: 'object', properties: {}, additionalProperties: false },
    inputPorts: ['in'],
    needs: [],
    credentials: {},
    migratesFrom: [],
    examples: [],
    options: [],
    ...given,
    outputs: { ...outputs, error: errorOutput },
  };
}

const method: JsonSchema = {
  enum: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  title: 'Method',
  default: 'GET',
  'x-ui': { order: 1 },
};

const httpAuth: JsonSchema = {
  title: 'Authentication',
  'x-ui': { group: 'Security' },
  oneOf: [
    {
      type: 'object',
      title: 'None',
      properties: { kind: { const: 'none' } },
      required: ['kind'],
      additionalProperties: false,
    },
    {
      type: 'object',
      title: 'Bearer token',
      properties: {
        kind: { const: 'bearer' },
        token: { type: 'string', title: 'Token', 'x-ui': { widget: 'password' } },
      },
      required: ['kind', 'token'],
      additionalProperties: false,
    },
    {
      type: 'object',
      title: 'User and password',
      properties: {
        kind: { const: 'basic' },
        user: { type: 'string', title: 'User' },
        password: { type: 'string', title: 'Password', 'x-ui': { widget: 'password' } },
      },
      required: ['kind', 'user', 'password'],
      additionalProperties: false,
    },
  ],
};

const httpInput: JsonSchema = {
  type: 'object',
  properties: {
    url: {
      type: 'string',
      format: 'uri',
      title: 'URL',
      description: 'Where the request goes.',
      'x-ui': { order: 0, placeholder: 'https://api.example.com/orders' },
    },
    method,
    headers: { type: 'object', title: 'Headers', additionalProperties: text },
    query: {
      type: 'object',
      title: 'Query',
      additionalProperties: { anyOf: [text, { type: 'number' }, { type: 'boolean' }] },
    },
    body: {
      title: 'Body',
      anyOf: [
        { type: 'string', title: 'Text' },
        { type: 'object', title: 'JSON' },
        { type: 'null', title: 'Nothing' },
      ],
      'x-ui': { showIf: { field: 'method', in: ['POST', 'PUT', 'PATCH'] } },
    },
    auth: httpAuth,
    timeout: {
      type: 'string',
      title: 'Time limit',
      default: '30s',
      'x-ui': { widget: 'duration' },
    },
    redirects: { type: 'integer', title: 'Redirects', minimum: 0, maximum: 10, default: 5 },
    followLinks: { type: 'boolean', title: 'Follow links', default: false },
  },
  required: ['url'],
  additionalProperties: false,
};

const httpOutput: JsonSchema = {
  type: 'object',
  properties: {
    status: { type: 'integer' },
    headers: { type: 'object', additionalProperties: text },
    body: {},
  },
  required: ['status', 'headers', 'body'],
  additionalProperties: false,
};

const { headers: _headers, ...oldHttpProperties } =
  (typeof httpInput === 'object' ? httpInput.properties : undefined) ?? {};

export const httpRequest = manifest({
  type: 'http.request',
  version: 2,
  text: { title: 'HTTP request', description: 'Calls an address and gives its answer.' },
  icon: 'globe',
  keywords: ['api', 'fetch', 'rest', 'url'],
  input: httpInput,
  outputs: { out: httpOutput },
  migratesFrom: [1],
  timeoutMs: 30_000,
  retry: { attempts: 3, delay: '1s' },
  examples: [
    {
      title: 'Read an order',
      input: { url: 'https://api.example.com/orders/7' },
      output: { status: 200, headers: {}, body: { id: 7, total: 12.5 } },
    },
  ],
});

/** The version before: without `headers`, with a port that the next one no longer has. */
const oldHttpRequest = manifest({
  ...httpRequest,
  version: 1,
  input: {
    type: 'object',
    properties: { ...oldHttpProperties, agent: text },
    required: ['url'],
    additionalProperties: false,
  },
  outputs: { out: httpOutput, notFound: {} },
  migratesFrom: [],
});

const sendMail = manifest({
  type: 'mail.send',
  text: { title: 'Send e-mail', description: 'Sends a message to one or more addresses.' },
  icon: 'mail',
  keywords: ['smtp', 'message'],
  effect: 'atMostOnce',
  credentials: { server: { accepts: ['smtp'] } },
  input: {
    type: 'object',
    properties: {
      to: {
        type: 'array',
        title: 'To',
        items: { type: 'string', format: 'email' },
        minItems: 1,
        'x-ui': { widget: 'tags', order: 0 },
      },
      subject: { type: 'string', title: 'Subject', maxLength: 200, 'x-ui': { order: 1 } },
      text: {
        type: 'string',
        title: 'Text',
        'x-ui': { widget: 'markdown', rows: 6, order: 2 },
      },
      priority: {
        anyOf: [
          { const: 'low', title: 'Low' },
          { const: 'normal', title: 'Normal' },
          { const: 'high', title: 'High' },
        ],
        title: 'Priority',
        default: 'normal',
        'x-ui': { widget: 'radio' },
      },
      sendAt: { type: 'string', format: 'date-time', title: 'Not before' },
      attachments: {
        type: 'array',
        title: 'Attachments',
        items: {
          type: 'object',
          properties: {
            name: { type: 'string', title: 'Name' },
            content: { type: 'string', title: 'Content' },
            inline: { type: 'boolean', title: 'Inside the text', default: false },
          },
          required: ['name', 'content'],
          additionalProperties: false,
        },
      },
    },
    required: ['to', 'subject', 'text'],
    additionalProperties: false,
  },
  outputs: {
    out: {
      type: 'object',
      properties: { messageId: text, accepted: { type: 'array', items: text } },
      required: ['messageId', 'accepted'],
      additionalProperties: false,
    },
  },
});

/** Its channels come from the server: `options: 'channels'`. */
const postMessage = manifest({
  type: 'chat.post',
  text: { title: 'Post to chat', description: 'Posts a message in a channel.' },
  icon: 'message-square',
  options: ['channels'],
  input: {
    type: 'object',
    properties: {
      channel: { type: 'string', title: 'Channel', 'x-ui': { options: 'channels', order: 0 } },
      text: { type: 'string', title: 'Text', 'x-ui': { widget: 'textarea', order: 1 } },
      colour: { type: 'string', title: 'Colour', 'x-ui': { widget: 'color', group: 'Look' } },
      mention: { type: 'boolean', title: 'Mention everybody', 'x-ui': { group: 'Look' } },
      volume: {
        type: 'number',
        title: 'Volume',
        minimum: 0,
        maximum: 100,
        multipleOf: 5,
        'x-ui': { widget: 'slider', showIf: { field: 'mention', is: true } },
      },
    },
    required: ['channel', 'text'],
    additionalProperties: false,
  },
  outputs: {
    out: {
      type: 'object',
      properties: { channel: text, timestamp: text },
      required: ['channel', 'timestamp'],
      additionalProperties: false,
    },
  },
});

const ifNode = manifest({
  type: 'flow.if',
  text: { title: 'If', description: 'Goes one way when a condition holds, else the other.' },
  icon: 'split',
  effect: 'pure',
  input: {
    type: 'object',
    properties: { condition: { type: 'boolean', title: 'Condition' } },
    required: ['condition'],
    additionalProperties: false,
  },
  outputs: { true: {}, false: {} },
});

const setNode = manifest({
  type: 'data.set',
  text: { title: 'Set fields', description: 'Makes an object of the given fields.' },
  icon: 'braces',
  effect: 'pure',
  input: {
    type: 'object',
    properties: { values: { type: 'object', title: 'Fields', additionalProperties: {} } },
    required: ['values'],
    additionalProperties: false,
  },
  outputs: { out: { type: 'object' } },
});

const mergeNode = manifest({
  type: 'data.merge',
  text: { title: 'Merge lists', description: 'Puts two lists together.' },
  icon: 'merge',
  effect: 'pure',
  inputPorts: ['left', 'right'],
  input: {
    type: 'object',
    properties: {
      left: { type: 'array', title: 'Left' },
      right: { type: 'array', title: 'Right' },
      mode: {
        enum: ['append', 'zip'],
        title: 'How',
        default: 'append',
        'x-ui': { widget: 'radio' },
      },
    },
    required: ['left', 'right'],
    additionalProperties: false,
  },
  outputs: { out: { type: 'array' } },
});

const noopNode = manifest({
  type: 'flow.noop',
  text: { title: 'Pass on', description: 'Does nothing.' },
  icon: 'circle',
  effect: 'pure',
});

/** Nothing leads to it. */
const formTrigger = manifest({
  type: 'start.form',
  text: { title: 'Form', description: 'Starts when somebody sends a form.' },
  icon: 'form-input',
  inputPorts: [],
  outputs: {
    out: {
      type: 'object',
      properties: { email: text, amount: { type: 'number' }, url: text },
      required: ['email', 'amount', 'url'],
      additionalProperties: false,
    },
  },
});

/** What a server lists: the node types above, and the engine's containers. */
export const testManifests: readonly NodeManifest[] = [
  oldHttpRequest,
  httpRequest,
  sendMail,
  postMessage,
  ifNode,
  setNode,
  mergeNode,
  noopNode,
  formTrigger,
  ...controlManifests.values(),
];

/** Node types, and choices for their fields. */

import type { FieldOption, NodeManifest } from '@flowgraft/core';
import * as z from 'zod';

import { jsonValue, shaped, storedName } from './common.js';

const nodeManifest = shaped<NodeManifest>(
  z.looseObject({
    type: z.string(),
    version: z.int(),
    text: z.looseObject({}),
    category: z.string(),
    inputPorts: z.array(z.string()),
    outputs: z.record(z.string(), z.unknown()),
  }),
  'NodeManifest',
  'What a canvas needs to know of a node type.',
);

export const nodeTypes = z.object({ items: z.array(nodeManifest) }).meta({ id: 'NodeTypes' });

export const optionsRequest = z
  .strictObject({
    type: storedName,
    version: z.int().min(0),
    name: storedName.meta({ description: 'The loader that the field names in `x-ui.options`.' }),
    input: z
      .record(z.string(), jsonValue)
      .meta({ description: 'The input of the node, as far as it is filled in.' }),
    search: z.string().max(1_000).optional(),
    cursor: z.string().max(2_048).optional(),
  })
  .meta({ id: 'OptionsRequest' });

const fieldOption = shaped<FieldOption>(
  z.object({ value: z.unknown(), label: z.string(), description: z.string().optional() }),
  'FieldOption',
  'One choice.',
);

export const optionsPage = z
  .object({ options: z.array(fieldOption), cursor: z.string().nullable() })
  .meta({ id: 'OptionsPage' });

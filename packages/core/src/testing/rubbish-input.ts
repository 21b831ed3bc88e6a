/** Whether a node's input schema refuses what cannot be meant. */

import { toJsonSchema } from '../node/manifest.js';
import type { AnyNodeType } from '../node/node-type.js';
import { check } from './assert.js';

const noObjects: readonly unknown[] = [undefined, null, true, 7, 'rubbish', [], [{}]];

/**
 * Gives the schema values that are no object, and every example's input with one property of a wrong type.
 *
 * @throws {ContractViolation} naming the first value that was accepted.
 */
export async function checkRefusesRubbish(node: AnyNodeType): Promise<void> {
  for (const rubbish of noObjects) await refuse(node, rubbish, String(JSON.stringify(rubbish)));
  const properties = propertiesOf(node);
  for (const { input } of node.examples) {
    for (const [name, wrong] of properties) {
      const broken = { ...(input as object), [name]: wrong };
      await refuse(node, broken, `${JSON.stringify(wrong)} as "${name}"`);
    }
  }
}

async function refuse(node: AnyNodeType, input: unknown, title: string): Promise<void> {
  const { success } = await node.input.safeParseAsync(input);
  check(!success, `the input schema of ${node.type} accepts ${title}`);
}

/** A value of a wrong type for each property whose schema names one type. */
function propertiesOf(node: AnyNodeType): readonly (readonly [string, unknown])[] {
  const { properties = {} } = toJsonSchema(node.input, 'input') as {
    readonly properties?: Readonly<Record<string, { readonly type?: unknown }>>;
  };
  return Object.entries(properties)
    .filter(([, { type }]) => typeof type === 'string')
    .map(([name, { type }]) => [name, type === 'object' ? 'rubbish' : { rubbish: true }] as const);
}

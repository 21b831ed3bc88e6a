/** Changes what the workflow says of itself as a whole. */

import type { Command } from '../command.js';
import type { WorkflowMeta } from '../records.js';
import { isSameJson } from '../../store/is-same-json.js';

/** Members that are left out stay; those that are `undefined` are taken away. */
export type SetWorkflowArgs = Partial<
  Pick<WorkflowMeta, 'name' | 'description' | 'input' | 'settings' | 'output'>
>;

export const setWorkflow: Command<SetWorkflowArgs> = {
  name: 'setWorkflow',
  execute(transaction, changes) {
    const { meta } = transaction.document;
    const after = { ...meta, ...changes };
    if (!isSameJson(meta, after)) transaction.setMeta(after);
  },
};

import { describe, expect, it } from 'vitest';

import { isFlowgraftError } from '../model/error.js';
import { defineWorkflow } from './define-workflow.js';
import { chargeCard } from './shop-nodes.fixture.js';
import { isWorkflow, loadWorkflow } from './workflow.js';

const pay = defineWorkflow({
  id: 'pay',
  name: 'Pay',
  build(w) {
    const charged = w.node('charge', chargeCard, { amount: 3, currency: 'EUR' }, { ui: { x: 1 } });
    return { receipt: charged.receipt };
  },
});

describe('a workflow', () => {
  it('keeps its hash through JSON', () => {
    const loaded = loadWorkflow(JSON.parse(JSON.stringify(pay)));

    expect(loaded.hash).toBe(pay.hash);
    expect(loaded.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(loaded.toJSON()).toEqual(pay.toJSON());
    expect(loaded.inputSchema).toBeUndefined();
  });

  it('has a hash that depends on what runs, not on what is shown', () => {
    const document = pay.toJSON();
    const renamed = loadWorkflow({ ...document, name: 'Other', ui: { zoom: 2 } });
    const changed = loadWorkflow({ ...document, output: 1 });

    expect(renamed.hash).toBe(pay.hash);
    expect(changed.hash).not.toBe(pay.hash);
  });

  it('cannot be changed, nor by changing what it was loaded from', () => {
    const document = JSON.parse(JSON.stringify(pay)) as { nodes: { id: string }[] };
    const loaded = loadWorkflow(document);
    document.nodes[0] = { id: 'other' };

    expect(loaded.toJSON().nodes[0]?.id).toBe('charge');
    expect(Object.isFrozen(pay)).toBe(true);
    expect(Object.isFrozen(pay.toJSON().nodes[0]?.input)).toBe(true);
    expect(pay.toJSON()).toBe(pay.toJSON());
  });

  it('is known by its brand', () => {
    expect(isWorkflow(pay)).toBe(true);
    expect(isWorkflow(pay.toJSON())).toBe(false);
    expect(isWorkflow(undefined)).toBe(false);
  });

  it('is refused when its document has not the right shape', () => {
    const refusal = (document: unknown): unknown => {
      try {
        return loadWorkflow(document);
      } catch (error) {
        return error;
      }
    };

    const error = refusal({ ...pay.toJSON(), nodes: [{ id: 'x' }] });
    expect(isFlowgraftError(error, 'WORKFLOW_INVALID') && error.details).toMatchObject({
      workflowId: 'pay',
      issues: [{ path: ['nodes', 0, 'type'] }, { path: ['nodes', 0, 'version'] }],
    });
    for (const nothing of [undefined, null, 'text', 7, []]) {
      expect(isFlowgraftError(refusal(nothing), 'WORKFLOW_INVALID')).toBe(true);
    }
  });
});

import { describe, expect, it } from 'vitest';

import { NodeError } from '../model/run-error.js';
import type { RunEvent, RunEventType } from '../model/run-event.js';
import { testEngine } from '../testing/test-engine.js';
import { failure, scripted, sketch } from './engine.fixture.js';

function seqOf(journal: readonly RunEvent[], type: RunEventType, step: string): number {
  return journal.findIndex((fact) => fact.type === type && 'step' in fact && fact.step === step);
}

describe('stepInput', () => {
  it('is what the bindings gave each attempt, with secrets hidden', async () => {
    const seen: unknown[] = [];
    const node = scripted((input, { step, attempt }) => {
      seen.push(input);
      if (step === 'b' && attempt === 1)
        throw new NodeError({ category: 'network', message: 'gone' });
      return { n: 7 };
    });
    const t = testEngine({ nodes: [node], secrets: { get: () => 'hunter22' } });
    const run = await t.start(
      sketch(
        [
          { id: 'a', input: { who: { $ref: 'input.who' } } },
          {
            id: 'b',
            input: { n: { $expr: 'nodes.a.output.n + 1' }, key: { $secret: 'crm/key' }, fix: 'x' },
            retry: { attempts: 2, delay: 0 },
          },
        ],
        'a>b',
      ),
      { who: 'ada' },
    );
    await t.advance('5m');
    const journal = await run.journal();
    const at = (type: RunEventType, step: string): Promise<unknown> =>
      t.engine.stepInput(run.id, seqOf(journal, type, step));

    expect(await at('step.completed', 'a')).toEqual({ who: 'ada' });
    const shown = { n: 8, key: '•••', fix: 'x' };
    expect(await at('step.retrying', 'b')).toEqual(shown);
    expect(await at('step.completed', 'b')).toEqual(shown);
    expect(seen.at(-1)).toEqual({ ...shown, key: 'hunter22' });
    await t.close();
  });

  it('is that of the very attempt, where one sees more than the one before', async () => {
    const seen: unknown[] = [];
    const node = scripted((input, { step, attempt }) => {
      if (step !== 'c') return step;
      seen.push(input);
      if (attempt === 1) throw new NodeError({ category: 'network', message: 'gone' });
      return null;
    });
    const t = testEngine({ nodes: [node] });
    const run = await t.start(
      sketch(
        [
          { id: 'a' },
          { id: 'late', type: 'flow.delay', input: { duration: '1s' } },
          { id: 'b' },
          {
            id: 'c',
            join: 'any',
            input: { all: { $ref: 'incoming' } },
            retry: { attempts: 2, delay: '1m', jitter: 'none' },
          },
        ],
        'late>b a>c b>c',
      ),
      {},
    );
    await t.advance('5m');
    const journal = await run.journal();
    const at = (type: RunEventType): Promise<unknown> =>
      t.engine.stepInput(run.id, seqOf(journal, type, 'c'));

    expect(seen).toEqual([{ all: ['a'] }, { all: ['a', 'b'] }]);
    expect([await at('step.retrying'), await at('step.completed')]).toEqual(seen);
    await t.close();
  });

  it('reads the scope of the step: items, passes of a loop, compensations and children', async () => {
    const seen = new Map<string, unknown>();
    const node = scripted((input, { step }) => {
      seen.set(step, input);
      if (step === 'bad') throw new NodeError({ category: 'permanent', message: 'no' });
      return { was: step };
    });
    const t = testEngine({
      nodes: [node],
      workflows: [sketch([{ id: 'inner' }], '', { id: 'child' })],
    });
    const item = {
      nodes: [{ id: 'work', type: 'test.script', version: 1, input: { n: { $ref: 'item' } } }],
      edges: [],
    };
    const input = { of: { $ref: 'nodes.a.output.was' } };
    const run = await t.start(
      sketch(
        [
          { id: 'a', compensate: { type: 'test.script', version: 1, input } },
          { id: 'each', type: 'flow.forEach', input: { items: [4, 5] }, bodies: { body: item } },
          {
            id: 'call',
            type: 'flow.subWorkflow',
            input: { workflowId: 'child', input: { $ref: 'nodes.a.output' } },
          },
          { id: 'bad' },
        ],
        'a>each each>call call>bad',
      ),
      {},
    );
    const journal = await run.journal();
    const at = (type: RunEventType, step: string): Promise<unknown> =>
      t.engine.stepInput(run.id, seqOf(journal, type, step));

    expect(await at('step.completed', 'each[1]/work')).toEqual({ n: 5 });
    expect(await at('child.ended', 'call')).toEqual({ was: 'a' });
    expect(await at('step.failed', 'bad')).toEqual({});
    expect(await at('step.completed', 'a~undo')).toEqual({ of: 'a' });
    const known = [...seen].flatMap(([step, given]) => {
      const seq = journal.findIndex((fact) => 'step' in fact && fact.step === step);
      return seq < 0 ? [] : [{ seq, given }];
    });
    const found = await Promise.all(
      known.map(async ({ seq }) => ({ seq, given: await t.engine.stepInput(run.id, seq) })),
    );
    expect(found).toEqual(known);
    expect(known).toHaveLength(5);
    await t.close();
  });

  it('throws what the bindings threw, and refuses entries that end no attempt', async () => {
    const t = testEngine({ nodes: [scripted(() => 1)] });
    const broken = { n: { $expr: 'input.list.map(x => x.y.z)' } };
    const run = await t.start(sketch([{ id: 'a', input: broken, retry: { attempts: 1 } }]), {
      list: [{}],
    });
    const journal = await run.journal();
    const failed = seqOf(journal, 'step.failed', 'a');

    expect(await failure(t.engine.stepInput(run.id, failed))).toMatchObject({
      code: 'EXPRESSION_FAILED',
    });
    expect(await failure(t.engine.stepInput(run.id, 0))).toBeInstanceOf(TypeError);
    expect(await failure(t.engine.stepInput(run.id, 99))).toBeInstanceOf(TypeError);
    expect(await failure(t.engine.stepInput('nobody', 1))).toMatchObject({ code: 'RUN_NOT_FOUND' });
    await t.close();
  });
});

import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { isFlowgraftError } from '../model/error.js';
import { testEngine } from '../testing/test-engine.js';
import { defineWorkflow } from '../workflow/define-workflow.js';
import type { Workflow } from '../workflow/workflow.js';
import { createEngine } from './create-engine.js';
import { add, failure, scripted, sketch } from './engine.fixture.js';
import { parseInput } from './parse-input.js';

const issuesOf = (error: unknown): unknown =>
  isFlowgraftError(error, 'INPUT_INVALID') && error.details.issues;

/** A workflow that gives back its input, as its zod schema made it. */
function typed(schema: z.ZodType): Workflow {
  return defineWorkflow({ id: 'typed', input: schema, build: (w) => ({ got: w.input }) }) as never;
}

const even = z.object({
  n: z.number().refine(async (n) => n % 2 === 0, 'odd'),
  by: z.number().default(5),
});

describe('an input with a zod schema', () => {
  it('is parsed at once where the schema can, with its defaults', () => {
    const workflow = typed(z.object({ n: z.number(), by: z.number().default(5) }));

    expect(parseInput(workflow, { n: 1 })).toEqual({ n: 1, by: 5 });
  });

  it('is parsed later where the schema has asynchronous parts', async () => {
    const engine = createEngine();

    expect(await engine.run(typed(even), { n: 2 })).toEqual({ got: { n: 2, by: 5 } });
    const run = await engine.start(typed(even), { n: 4 });
    expect(await run.drive()).toEqual({ got: { n: 4, by: 5 } });
    await engine.close();
  });

  it.each([
    ['at once', z.object({ list: z.array(z.number()) }), { list: [1, 'x'] }, ['list', 1]],
    ['later', even, { n: 1 }, ['n']],
  ])('is refused %s with the path of each issue', async (_title, schema, input, path) => {
    const engine = createEngine();
    const errors = await Promise.all([
      failure(engine.run(typed(schema), input)),
      failure(engine.start(typed(schema), input)),
    ]);

    for (const error of errors) {
      expect(issuesOf(error)).toMatchObject([{ code: 'SCHEMA', severity: 'error', path }]);
      expect(String(error)).toContain('"typed"');
    }
    await engine.close();
  });

  it('that breaks rejects with what the schema threw', async () => {
    const schema = z.object({}).refine(() => {
      throw new RangeError('schema broke');
    });

    const engine = createEngine();
    expect(await failure(engine.run(typed(schema), {}))).toEqual(new RangeError('schema broke'));
    await engine.close();
  });

  it('that becomes something that cannot be stored is refused', async () => {
    const schema = z.object({ n: z.number() });
    const workflow: Workflow = {
      ...typed(schema),
      inputSchema: schema.transform(
        ({ n }) =>
          () =>
            n,
      ),
    };

    const engine = createEngine();
    expect(await failure(engine.run(workflow, { n: 1 }))).toMatchObject({
      code: 'VALUE_UNSUPPORTED',
    });
    await engine.close();
  });
});

describe('an input with a JSON Schema', () => {
  const workflow = sketch([{ id: 'a', type: 'test.add', input: { n: { $ref: 'input.n' } } }], '', {
    input: { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] },
  });

  it('that fits is taken as it is', () => {
    const input = { n: 1, more: true };

    expect(parseInput(workflow, input)).toBe(input);
  });

  it.each([
    [{}, ['n']],
    [{ n: 'x' }, ['n']],
    [null, []],
    [undefined, []],
    [[1], []],
  ])('is refused, with the place: %j', async (input, path) => {
    const engine = createEngine({ nodes: [add] });

    const issues = issuesOf(await failure(engine.run(workflow, input)));
    expect(issues).toMatchObject([{ code: 'SCHEMA', path }]);
    await engine.close();
  });

  it('that cannot be stored is refused, also without a schema', async () => {
    const engine = createEngine({ nodes: [add, scripted(() => 1)] });
    const free = sketch([{ id: 'a' }]);

    const errors = [
      await failure(engine.run(workflow, { n: 1, f: () => 1 })),
      await failure(engine.start(free, Symbol('x'))),
    ];
    expect(errors).toMatchObject([{ code: 'VALUE_UNSUPPORTED' }, { code: 'VALUE_UNSUPPORTED' }]);
    await engine.close();
  });
});

describe('the input of a child', () => {
  it('that its schema refuses fails the step that starts it', async () => {
    const call = {
      id: 'call',
      type: 'flow.subWorkflow',
      input: { workflowId: 'typed', input: { n: { $ref: 'input.n' } } },
    };
    const t = testEngine({ workflows: [typed(even)] });
    const refused = await t.start(sketch([call]), { n: 1 });
    const fine = await t.start(sketch([call]), { n: 2 });

    expect((await t.engine.get(refused.id))?.error).toMatchObject({
      code: 'INPUT_INVALID',
      step: 'call',
    });
    expect(await fine.result()).toEqual({ got: { n: 2, by: 5 } });
    await t.close();
  });
});

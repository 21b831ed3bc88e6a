import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import type { RunError } from '../model/run-error.js';
import { defineNode } from '../node/define-node.js';
import type { AnyNodeType } from '../node/node-type.js';
import type { Workflow } from '../workflow/workflow.js';
import { testEngine } from '../testing/test-engine.js';
import { scripted, sketch, working } from './engine.fixture.js';

const once = { retry: { attempts: 1 } } as const;
const single = sketch([{ id: 'a', ...once }]);

/** How a run over these node types stands when nothing more can happen at once. */
async function outcomeOf(
  nodes: readonly AnyNodeType[],
  workflow: Workflow = single,
): Promise<{ status: string; output: unknown; error: RunError | undefined }> {
  const t = testEngine({ nodes });
  const run = await t.start(workflow, {});
  const record = await t.engine.get(run.id);
  await t.close();
  return { status: record?.status ?? 'gone', output: record?.output, error: record?.error };
}

const isLater = async (): Promise<boolean> => true;
const even = (n: number): Promise<boolean> => Promise.resolve(n % 2 === 0);

/** A node with one number in and out, and schemas that answer later. */
function refined(output: number, isAsync: boolean): AnyNodeType {
  return defineNode({
    type: 'test.script',
    version: 1,
    input: z.object({ n: z.number().default(2).refine(even, 'odd input') }),
    output: z.number().refine(even, 'odd output'),
    run: () => (isAsync ? Promise.resolve(output) : output),
  });
}

describe('schemas that answer later', () => {
  it.each([true, false])('let pass what fits (asynchronous node: %s)', async (isAsync) => {
    expect(await outcomeOf([refined(4, isAsync)])).toMatchObject({
      status: 'completed',
      output: 4,
    });
  });

  it.each([true, false])('refuse an output (asynchronous node: %s)', async (isAsync) => {
    const { status, error } = await outcomeOf([refined(3, isAsync)]);

    expect(status).toBe('failed');
    expect(error).toMatchObject({ category: 'validation', code: 'STEP_OUTPUT' });
    expect(error?.message).toContain('odd output');
  });

  it('refuse an output of a node whose input is checked at once', async () => {
    const node = defineNode({
      type: 'test.script',
      version: 1,
      input: z.object({}),
      output: z.number().refine(even, 'odd output'),
      run: () => 3,
    });

    expect(await outcomeOf([node])).toMatchObject({
      status: 'failed',
      error: { code: 'STEP_OUTPUT' },
    });
  });

  it('refuse an input, naming the path', async () => {
    const { error } = await outcomeOf(
      [refined(4, false)],
      sketch([{ id: 'a', input: { n: 1 }, ...once }]),
    );

    expect(error).toMatchObject({
      code: 'STEP_INPUT',
      details: { issues: [{ path: ['n'], message: 'odd input' }] },
    });
  });

  it('that break are failures of the step', async () => {
    const node = defineNode({
      type: 'test.script',
      version: 1,
      input: z.object({}),
      output: z.unknown().refine(() => {
        throw new RangeError('schema broke');
      }),
      run: () => 1,
    });

    expect(await outcomeOf([node])).toMatchObject({ error: { message: 'schema broke' } });
  });
});

const sorted = defineNode({
  type: 'test.sort',
  version: 1,
  input: z.object({ to: z.record(z.string(), z.unknown()) }),
  outputs: { small: z.number(), large: z.number().refine(isLater) },
  run: ({ to }, ctx) => ctx.toMany(to as { small?: number; large?: number }),
});

const sorting = (to: Record<string, number | string>): Workflow =>
  sketch(
    [
      { id: 's', type: 'test.sort', input: { to }, ...once },
      { id: 'small', input: { got: { $ref: 'nodes.s.outputs.small' } } },
      { id: 'large', input: { got: { $ref: 'nodes.s.outputs.large' } } },
    ],
    's.small>small s.large>large',
  );

describe('ports', () => {
  const echo = scripted((input) => input['got'] ?? null);

  it('several at once each go their way', async () => {
    const t = testEngine({ nodes: [sorted, echo] });
    const run = await t.start(sorting({ small: 1, large: 100 }), {});

    expect(await run.result()).toEqual({ small: 1, large: 100 });
    expect((await run.journal())[1]).toMatchObject({
      type: 'step.completed',
      port: 'small',
      output: 1,
      outputs: { small: 1, large: 100 },
    });
    await t.close();
  });

  it('one of several leaves the others dead', async () => {
    expect(await outcomeOf([sorted, echo], sorting({ large: 100 }))).toMatchObject({ output: 100 });
  });

  it.each([
    ['a port that is not there, among others', { small: 1, wrong: 2 }, 'no output port "wrong"'],
    ['a port that is not there', { wrong: 2 }, 'no output port "wrong"'],
    ['no port at all', {}, 'took no output port'],
    ['data that does not fit, among others', { small: 1, large: 'x' }, 'output "large"'],
    ['data that does not fit', { small: 'x' }, 'output "small"'],
  ])('%s fails the step', async (_title, to, message) => {
    const { status, error } = await outcomeOf([sorted, echo], sorting(to));

    expect(status).toBe('failed');
    expect(error?.message).toContain(message);
  });

  it('a default answer of a node that has no port `out` fails the step', async () => {
    const node = { ...sorted, type: 'test.script', input: z.object({}), run: () => 1 };

    expect((await outcomeOf([node])).error?.message).toContain('no output port "out"');
  });
});

describe('what a node throws', () => {
  it.each<[string, () => unknown, Partial<RunError>]>([
    ['an error, at once', fail(new RangeError('off')), { message: 'off', category: 'unknown' }],
    ['an error, later', () => Promise.reject(new RangeError('off')), { message: 'off' }],
    ['a text, at once', fail('just text'), { message: 'just text', category: 'unknown' }],
    ['an object, later', fail({ a: 1 }, true), { message: '{"a":1}' }],
    ['nothing, later', fail(undefined, true), { category: 'unknown' }],
    [
      'a system error, later',
      fail(Object.assign(new Error('reset'), { code: 'ECONNRESET' }), true),
      { category: 'network', code: 'ECONNRESET' },
    ],
  ])('%s fails the step', async (_title, run, error) => {
    expect(await outcomeOf([scripted(run)])).toMatchObject({
      status: 'failed',
      error: { ...error, step: 'a' },
    });
  });

  function fail(thrown: unknown, isAsync = false) {
    return (): unknown => {
      if (isAsync) return Promise.reject(thrown);
      throw thrown;
    };
  }
});

describe('ctx.wait', () => {
  it('of a node without resume fails the step', async () => {
    const { error } = await outcomeOf([working((ctx) => ctx.wait({ after: '1s' }))]);

    expect(error?.message).toContain('has no resume');
  });

  it('for nothing fails the step', async () => {
    const { error } = await outcomeOf([
      working(
        (ctx) => ctx.wait({}),
        () => 1,
      ),
    ]);

    expect(error?.message).toContain('after, until and signal');
  });

  it('goes on in resume, which may wait again, with what woke it', async () => {
    const wakes: unknown[] = [];
    const node = working(
      (ctx) => ctx.wait({ until: ctx.now() + 60_000 }),
      (wake, ctx) => {
        wakes.push(wake);
        return wake.kind === 'timer' ? ctx.wait({ signal: 'go', after: '1h' }) : wake.payload;
      },
    );
    const t = testEngine({ nodes: [node] });
    const run = await t.start(single, {});
    await t.advance('1m');
    await run.signal('go', 'now', { id: 's1' });
    await t.settle();

    expect(await run.result()).toBe('now');
    expect(wakes).toEqual([
      { kind: 'timer' },
      { kind: 'signal', id: 's1', name: 'go', payload: 'now' },
    ]);
    await t.close();
  });

  it('about something that cannot be stored fails the step', async () => {
    const about = { kind: 'x', form: () => 1 };
    const node = working(
      (ctx) => ctx.wait({ signal: 'go', about }),
      () => 1,
    );

    expect((await outcomeOf([node])).error).toMatchObject({ code: 'VALUE_UNSUPPORTED' });
  });
});

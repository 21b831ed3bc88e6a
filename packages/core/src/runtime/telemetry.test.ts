import { context, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { NodeError } from '../model/run-error.js';
import { testEngine } from '../testing/test-engine.js';
import { scripted, sketch, working } from './engine.fixture.js';
import { createTelemetry } from './telemetry.js';

const exporter = new InMemorySpanExporter();

beforeEach(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  trace.setGlobalTracerProvider(provider);
});

afterEach(() => {
  exporter.reset();
  trace.disable();
  context.disable();
});

const named = (name: string): ReadableSpan[] =>
  exporter.getFinishedSpans().filter((span) => span.name === name);

describe('spans', () => {
  it('are made for the run and, as its children, for each attempt', async () => {
    let fails = 1;
    const node = scripted(() => {
      if (fails-- > 0) throw new NodeError({ category: 'network', message: 'down', code: 'DOWN' });
      return 1;
    });
    const t = testEngine({ nodes: [node] });
    const run = await t.start(sketch([{ id: 'a', retry: { delay: '1s', jitter: 'none' } }]), {});
    await t.advance('1s');

    const [runSpan] = named('run sketch');
    const attempts = named('step a');
    expect(runSpan?.attributes).toMatchObject({
      'flowgraft.run.id': run.id,
      'flowgraft.workflow.id': 'sketch',
      'flowgraft.tenant': 'default',
    });
    expect(attempts.map((span) => span.attributes)).toMatchObject([
      { 'flowgraft.step': 'a', 'flowgraft.attempt': 1, 'error.type': 'DOWN' },
      { 'flowgraft.attempt': 2, 'flowgraft.node.type': 'test.script' },
    ]);
    const parents = attempts.map((span) => span.parentSpanContext?.spanId);
    expect(parents.every((id) => id === runSpan?.spanContext().spanId)).toBe(true);
    await t.close();
  });

  it('are current while a node works, so that its own spans belong to the attempt', async () => {
    const node = scripted(async () => {
      await Promise.resolve();
      trace.getTracer('host').startSpan('query').end();
    });
    const t = testEngine({ nodes: [node] });
    await t.start(sketch([{ id: 'a' }]), {});

    const parent = named('query')[0]?.parentSpanContext?.spanId;
    expect(parent).toBe(named('step a')[0]?.spanContext().spanId);
    await t.close();
  });

  it('belong to the trace of whoever started the run', async () => {
    const t = testEngine({ nodes: [scripted(() => 1)] });
    const tracer = trace.getTracer('host');
    await tracer.startActiveSpan('request', async (span) => {
      await t.start(sketch([{ id: 'a' }]), {});
      span.end();
    });
    await t.settle();

    const traces = ['request', 'run sketch', 'step a'].map(
      (name) => named(name)[0]?.spanContext().traceId,
    );
    expect(new Set(traces).size).toBe(1);
    await t.close();
  });
});

describe('ctx.span', () => {
  const once = sketch([{ id: 'a', retry: { attempts: 1 } }]);

  it('makes a child of the attempt’s span, current while the work goes on', async () => {
    const node = working(async (ctx) =>
      ctx.span('outer', async (span) => {
        span.setAttribute('rows', 3);
        await Promise.resolve();
        trace.getTracer('host').startSpan('inner').end();
        return 'later';
      }),
    );
    const t = testEngine({ nodes: [node] });
    const run = await t.start(once, {});

    expect(await run.result()).toBe('later');
    const [outer] = named('outer');
    expect(outer?.attributes).toEqual({ rows: 3 });
    expect(outer?.parentSpanContext?.spanId).toBe(named('step a')[0]?.spanContext().spanId);
    expect(named('inner')[0]?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
    await t.close();
  });

  it('gives what synchronous work gives', async () => {
    const t = testEngine({ nodes: [working((ctx) => ctx.span('sum', () => 1 + 1))] });
    const run = await t.start(once, {});

    expect(await run.result()).toBe(2);
    expect(named('sum')[0]?.status.code).toBe(SpanStatusCode.UNSET);
    await t.close();
  });

  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new RangeError('off');
      },
    ],
    ['rejects', () => Promise.reject(new RangeError('off'))],
  ])('ends with an error, once, when its work %s', async (_title, work) => {
    const t = testEngine({ nodes: [working((ctx) => ctx.span('bad', work))] });
    const run = await t.start(once, {});

    expect((await t.engine.get(run.id))?.error?.message).toBe('off');
    expect(named('bad').map(({ status, attributes }) => ({ status, attributes }))).toEqual([
      {
        status: { code: SpanStatusCode.ERROR, message: 'RangeError: off' },
        attributes: { 'error.type': 'unknown' },
      },
    ]);
    await t.close();
  });
});

describe('traceparent', () => {
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const spanId = 'b7ad6b7169203331';

  it.each([
    ['00', `00-${traceId}-${spanId}-01`],
    ['a later version with more in it', `cc-${traceId}-${spanId}-01-more`],
  ])('of version %s is the parent', (_title, traceparent) => {
    const span = createTelemetry().start('run', {}, traceparent);
    span.end();

    expect(named('run')[0]?.parentSpanContext).toMatchObject({ traceId, spanId, isRemote: true });
    expect(span.traceparent).toMatch(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`, 'u'));
  });

  it.each(['', 'nonsense', `00-${traceId}-${spanId}`, `00-${traceId.toUpperCase()}-${spanId}-01`])(
    'that is no traceparent starts a new trace: %j',
    (traceparent) => {
      trace.getTracer('host').startActiveSpan('around', (around) => {
        createTelemetry().start('run', {}, traceparent).end();
        around.end();
      });

      const [span] = named('run');
      expect(span?.parentSpanContext).toBeUndefined();
      expect(span?.spanContext().traceId).not.toBe(traceId);
    },
  );

  it('goes on to child runs', async () => {
    const child = sketch([{ id: 'work' }], '', { id: 'child' });
    const call = { id: 'call', type: 'flow.subWorkflow', input: { workflowId: 'child' } };
    const t = testEngine({ nodes: [scripted(() => 1)], workflows: [child] });
    await t.start(sketch([call], '', { id: 'parent' }), {});
    await t.settle();

    const [own] = named('run child');
    const parents = named('run parent').map((span) => span.spanContext().spanId);
    expect(parents).toContain(own?.parentSpanContext?.spanId);
    await t.close();
  });
});

describe('without a provider', () => {
  it('nothing is traced', () => {
    trace.disable();

    expect(createTelemetry().isOn()).toBe(false);
    expect(createTelemetry().currentTraceparent()).toBeUndefined();
  });
});

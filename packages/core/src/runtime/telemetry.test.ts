import { context, trace } from '@opentelemetry/api';
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
import { scripted, sketch } from './engine.fixture.js';
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

describe('without a provider', () => {
  it('nothing is traced', () => {
    trace.disable();

    expect(createTelemetry().isOn()).toBe(false);
    expect(createTelemetry().currentTraceparent()).toBeUndefined();
  });
});

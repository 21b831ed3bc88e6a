/** Spans for runs and attempts. The only importer of @opentelemetry/api; costs nothing when no SDK is registered. */

import {
  context,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api';

import type { RunError } from '../model/run-error.js';
import type { StepSpan } from '../node/node-context.js';
import type { RunRecord } from '../ports/stored-run.js';

const tracerName = '@flowgraft/core';

/** A span of a run while a worker holds it, or of one attempt. */
export interface TraceSpan {
  /** W3C `traceparent` of this span, to hand on to child runs and remote calls. */
  readonly traceparent: string | undefined;
  /** Runs `work` with this span as the current one. */
  within<T>(work: () => T): T;
  child(name: string, attributes: SpanAttributes): TraceSpan;
  set(name: string, value: string | number | boolean): void;
  end(error?: RunError): void;
}

type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface Telemetry {
  /** False while no tracer provider is registered: then nobody need make a span. */
  isOn(): boolean;
  /** @param traceparent - Of whoever started the run; the span then belongs to that trace. */
  start(name: string, attributes: SpanAttributes, traceparent?: string): TraceSpan;
  /** `traceparent` of the span that is current where this is called. */
  currentTraceparent(): string | undefined;
}

export function createTelemetry(): Telemetry {
  return {
    isOn: isProviderRegistered,
    start(name, attributes, traceparent) {
      const parent = traceparent === undefined ? context.active() : remoteParent(traceparent);
      return startSpan(trace.getTracer(tracerName), parent, name, attributes);
    },
    currentTraceparent: () =>
      isProviderRegistered() ? traceparentOf(context.active()) : undefined,
  };
}

/** Runs `work` in a child span of `parent`; without one, just runs it. Errors end the span and pass on. */
export function runInSpan<T>(
  parent: TraceSpan | undefined,
  name: string,
  work: (span: StepSpan) => T,
): T {
  if (parent === undefined) return work({ setAttribute: () => undefined });
  const span = parent.child(name, {});
  const fail = (thrown: unknown): never => {
    span.end({ category: 'unknown', message: String(thrown) });
    throw thrown;
  };
  try {
    const result = span.within(() => work({ setAttribute: (key, value) => span.set(key, value) }));
    if (!(result instanceof Promise)) {
      span.end();
      return result;
    }
    return result.then((value: unknown) => (span.end(), value), fail) as T;
  } catch (thrown) {
    return fail(thrown);
  }
}

function isProviderRegistered(): boolean {
  const provider = trace.getTracerProvider() as {
    readonly getDelegateTracer?: (name: string) => Tracer | undefined;
  };
  // The API's own proxy has no delegate until an SDK registers; any other provider is a real one.
  return (
    provider.getDelegateTracer === undefined || provider.getDelegateTracer(tracerName) !== undefined
  );
}

function startSpan(
  tracer: Tracer,
  parent: Context,
  name: string,
  attributes: SpanAttributes,
): TraceSpan {
  const span = tracer.startSpan(name, { attributes: { ...attributes } }, parent);
  const own = trace.setSpan(parent, span);
  return {
    traceparent: traceparentOf(own),
    within: (work) => context.with(own, work),
    child: (childName, childAttributes) => startSpan(tracer, own, childName, childAttributes),
    set: (key, value) => void span.setAttribute(key, value),
    end: (error) => endSpan(span, error),
  };
}

function endSpan(span: Span, error: RunError | undefined): void {
  if (error !== undefined) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
    span.setAttribute('error.type', error.code ?? error.category);
  }
  span.end();
}

function traceparentOf(from: Context): string | undefined {
  const { traceId, spanId, traceFlags } = trace.getSpanContext(from) ?? {};
  if (traceId === undefined || spanId === undefined) return undefined;
  return `00-${traceId}-${spanId}-${(traceFlags ?? 0).toString(16).padStart(2, '0')}`;
}

const traceparentForm = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})(?:-.*)?$/;

/** @see W3C Trace Context, section 3.2 (traceparent). */
function remoteParent(traceparent: string): Context {
  const [, traceId, spanId, flags] = traceparentForm.exec(traceparent) ?? [];
  if (traceId === undefined || spanId === undefined) return ROOT_CONTEXT;
  const traceFlags = Number.parseInt(flags ?? '00', 16);
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

/** The span of one hold on a run; `undefined` when nobody traces. */
export function startRunSpan(
  telemetry: Telemetry,
  { workflowId, runId, tenant, epoch, traceparent }: RunRecord,
): TraceSpan | undefined {
  if (!telemetry.isOn()) return undefined;
  const attributes = {
    'flowgraft.workflow.id': workflowId,
    'flowgraft.run.id': runId,
    'flowgraft.tenant': tenant,
    'flowgraft.run.epoch': epoch,
  };
  return telemetry.start(`run ${workflowId}`, attributes, traceparent);
}

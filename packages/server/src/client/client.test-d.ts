import { expectTypeOf, it } from 'vitest';
import type * as z from 'zod';

import type { Transport } from '../../../react/src/transport/transport.js';
import type { optionsRequest } from '../schemas/node-type.js';
import type * as run from '../schemas/run.js';
import type { waitPage } from '../schemas/wait.js';
import type * as workflow from '../schemas/workflow.js';
import type { createClient } from './create-client.js';
import type * as types from './types.js';

it('is a transport for the canvas', () => {
  expectTypeOf<ReturnType<typeof createClient>>().toExtend<Transport>();
});

it('takes what a transport takes, no less', () => {
  // Methods are compared loosely: what they take is compared by itself.
  type Client = ReturnType<typeof createClient>;
  expectTypeOf<Parameters<Transport['runs']['start']>>().toExtend<
    Parameters<Client['runs']['start']>
  >();
  expectTypeOf<Parameters<Transport['runs']['list']>>().toExtend<
    Parameters<Client['runs']['list']>
  >();
  expectTypeOf<Parameters<Transport['runs']['value']>>().toExtend<
    Parameters<Client['runs']['value']>
  >();
  expectTypeOf<Parameters<Transport['runs']['signal']>>().toExtend<
    Parameters<Client['runs']['signal']>
  >();
  expectTypeOf<Parameters<Transport['runs']['resolveStep']>>().toExtend<
    Parameters<Client['runs']['resolveStep']>
  >();
  expectTypeOf<Parameters<Transport['nodeTypes']['options']>>().toExtend<
    Parameters<Client['nodeTypes']['options']>
  >();
  expectTypeOf<Parameters<Transport['workflows']['publish']>>().toExtend<
    Parameters<Client['workflows']['publish']>
  >();
  expectTypeOf<Parameters<Transport['waits']['list']>>().toExtend<
    Parameters<Client['waits']['list']>
  >();
});

it('gives what the schemas of the server say', () => {
  expectTypeOf<z.infer<typeof workflow.workflowSummary>>().toExtend<types.WorkflowSummary>();
  expectTypeOf<z.infer<typeof workflow.workflowDraft>>().toExtend<types.WorkflowDraft>();
  expectTypeOf<z.infer<typeof workflow.workflowVersion>>().toExtend<types.WorkflowVersion>();
  expectTypeOf<z.infer<typeof workflow.workflowPage>>().toExtend<
    types.Page<types.WorkflowSummary>
  >();
  expectTypeOf<z.infer<typeof workflow.versionPage>>().toExtend<
    types.Page<types.WorkflowVersion>
  >();
  expectTypeOf<z.infer<typeof run.runSummary>>().toExtend<types.RunSummary>();
  expectTypeOf<z.infer<typeof run.runDetail>>().toExtend<types.RunDetail>();
  expectTypeOf<z.infer<typeof run.runPage>>().toExtend<types.Page<types.RunSummary>>();
  expectTypeOf<z.infer<typeof run.journalPage>>().toExtend<types.JournalPage>();
  expectTypeOf<z.infer<typeof run.valuePage>>().toExtend<types.ValuePage>();
  expectTypeOf<z.infer<typeof run.runUpdate>>().toExtend<types.RunUpdate>();
  expectTypeOf<z.infer<typeof waitPage>>().toExtend<types.Page<types.RunWaitSummary>>();
});

it('gives no less than they say', () => {
  expectTypeOf<keyof types.WorkflowDraft>().toEqualTypeOf<
    keyof z.infer<typeof workflow.workflowDraft>
  >();
  expectTypeOf<keyof types.WorkflowVersion>().toEqualTypeOf<
    keyof z.infer<typeof workflow.workflowVersion>
  >();
  expectTypeOf<keyof types.RunDetail>().toEqualTypeOf<keyof z.infer<typeof run.runDetail>>();
  expectTypeOf<keyof types.RunUpdate>().toEqualTypeOf<keyof z.infer<typeof run.runUpdate>>();
  expectTypeOf<keyof types.JournalPage>().toEqualTypeOf<keyof z.infer<typeof run.journalPage>>();
  expectTypeOf<keyof types.ValuePage>().toEqualTypeOf<keyof z.infer<typeof run.valuePage>>();
});

it('takes what they take', () => {
  type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
  expectTypeOf<Writable<types.PublishRequest>>().toEqualTypeOf<
    z.input<typeof workflow.publishRequest>
  >();
  expectTypeOf<Writable<types.StartRequest>>().toExtend<z.input<typeof run.startRequest>>();
  expectTypeOf<Writable<types.CancelRequest>>().toEqualTypeOf<z.input<typeof run.cancelRequest>>();
  expectTypeOf<Writable<types.SignalRequest>>().toExtend<z.input<typeof run.signalRequest>>();
  expectTypeOf<types.OptionsRequest>().toExtend<z.input<typeof optionsRequest>>();
  expectTypeOf<types.ResolveStepRequest>().toExtend<z.input<typeof run.resolveStepRequest>>();
  expectTypeOf<keyof types.StartRequest>().toEqualTypeOf<keyof z.input<typeof run.startRequest>>();
  expectTypeOf<keyof types.SignalRequest>().toEqualTypeOf<
    keyof z.input<typeof run.signalRequest>
  >();
  expectTypeOf<keyof types.OptionsRequest>().toEqualTypeOf<keyof z.input<typeof optionsRequest>>();
});

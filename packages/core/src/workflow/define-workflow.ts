/** `defineWorkflow`: a workflow as typed code, compiled to the document that editors edit and engines run. */

import type * as z from 'zod';

import { documentSchema, type WorkflowDocument, type WorkflowSettings } from '../model/document.js';
import { didYouMean } from '../model/near-miss.js';
import { toJsonSchema } from '../node/manifest.js';
import type { BodyResult, ResultOf } from './bindable.js';
import { createBuilder } from './create-builder.js';
import type { WorkflowBuilder } from './graph-builder.js';
import { makeReference } from './reference.js';
import { openScope, type Program, type StepUse } from './scope.js';
import { checkedDocument, makeWorkflow, type Workflow } from './workflow.js';
import { writeGraph } from './write-graph.js';

export interface WorkflowDefinition<Schema extends z.ZodType, Result extends BodyResult> {
  /** Stable: letters, digits, `_`, `.` and `-`, at most 128. */
  readonly id: string;
  /** For the screen. */
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  /** What a run is given; anything when absent. */
  readonly input?: Schema | undefined;
  readonly settings?: WorkflowSettings | undefined;
  /** Adds the nodes and returns the run's result; called once, at once. */
  build(w: WorkflowBuilder<z.output<Schema>>): Result;
}

/**
 * Writes a workflow in code. References to the data of steps and of the input are typed by the schemas, so
 * that a binding of the wrong type does not compile, and reading a step's data puts the reader after it.
 *
 * The same definition gives the same document, and so the same hash, each time.
 *
 * @throws {FlowgraftError} `WORKFLOW_INVALID` when the result is no proper document: an id twice, a name that
 *   is not allowed, an expression that does not parse, a step that reads a later one… All issues at once.
 * @throws {TypeError} when the builder is misused: a reference of another workflow or of a body that is not
 *   around, a value that is not data, an asynchronous `build`.
 * @example
 * const greet = defineWorkflow({
 *   id: 'greet',
 *   input: z.object({ name: z.string() }),
 *   build(w) {
 *     const said = w.node('say', say, { text: w.template('Hello {{ input.name }}') });
 *     return { at: said.sentAt };
 *   },
 * });
 */
export function defineWorkflow<Result extends BodyResult, Schema extends z.ZodType = z.ZodUnknown>(
  definition: WorkflowDefinition<Schema, Result>,
): Workflow<z.input<Schema>, ResultOf<Result>> {
  const { id, name, description, input, settings } = definition;
  const program: Program = { workflowId: id, ids: new Set(), issues: [], children: new Map() };
  const { graph, outer } = writeGraph(openScope(program), (scope) => {
    const given = makeReference<z.output<Schema>>({
      kind: 'reference',
      owner: scope,
      path: ['input'],
    });
    return definition.build(Object.freeze({ ...createBuilder(scope), input: given }));
  });
  program.issues.push(...outer.map((use) => unknownStep(use, program)));
  const document: WorkflowDocument = {
    schema: documentSchema,
    id,
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(input === undefined ? {} : { input: toJsonSchema(input, 'input') }),
    ...(settings === undefined ? {} : { settings }),
    ...graph,
  };
  return makeWorkflow(checkedDocument(document, id, program.issues), {
    ...(input === undefined ? {} : { inputSchema: input }),
    children: [...program.children.values()],
  });
}

function unknownStep({ id, path, position }: StepUse, { ids }: Program): Program['issues'][number] {
  const message = ids.has(id)
    ? `step "${id}" stands inside a body; only what its container gives can be read from outside`
    : `there is no step "${id}"${didYouMean(id, ids)}`;
  return {
    code: 'UNKNOWN_NODE',
    severity: 'error',
    path,
    ...(position === undefined ? {} : { position }),
    message,
  };
}

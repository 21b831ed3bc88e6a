import type * as z from 'zod';
import { expectTypeOf, test } from 'vitest';

import type {
  CompensationSpec,
  WorkflowBody,
  WorkflowDocument,
  WorkflowEdge,
  WorkflowNode,
  WorkflowSettings,
} from './document.js';
import type { documentParts, workflowDocumentSchema } from './document-schema.js';
import type { RetryPolicy } from './retry-policy.js';

/** zod's own output types are writable; the document's are not. */
type Frozen<T> = {
  readonly [Key in keyof T]: Key extends 'nodes' | 'edges' | 'on' ? FrozenList<T[Key]> : T[Key];
};
type FrozenList<T> = T extends readonly (infer Item)[] ? readonly Item[] : T;
type Parsed<Name extends keyof typeof documentParts> = Frozen<
  z.output<(typeof documentParts)[Name]>
>;

test('a parsed document is a WorkflowDocument', () => {
  expectTypeOf<z.output<typeof workflowDocumentSchema>>().toEqualTypeOf<WorkflowDocument>();
});

test('every part has exactly the members of its type, in both directions', () => {
  expectTypeOf<Same<Parsed<'document'>, Flat<WorkflowDocument>>>().toEqualTypeOf<true>();
  expectTypeOf<Same<Parsed<'body'>, Flat<WorkflowBody>>>().toEqualTypeOf<true>();
  expectTypeOf<Same<Parsed<'node'>, Flat<WorkflowNode>>>().toEqualTypeOf<true>();
  expectTypeOf<Same<Parsed<'edge'>, Flat<WorkflowEdge>>>().toEqualTypeOf<true>();
  expectTypeOf<Same<Parsed<'settings'>, Flat<WorkflowSettings>>>().toEqualTypeOf<true>();
  expectTypeOf<Same<Parsed<'compensation'>, Flat<CompensationSpec>>>().toEqualTypeOf<true>();
  expectTypeOf<Same<Parsed<'retryPolicy'>, Flat<RetryPolicy>>>().toEqualTypeOf<true>();
});

/** Inherited members written out. */
type Flat<T> = { [Key in keyof T]: T[Key] };

/** Identity; `toEqualTypeOf` gives up on types that hold themselves. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Checks what bindings refer to: that it exists at their place, and that it comes before. */

import type { ExpressionReference } from '../expression/references.js';
import { showNames, showValue } from '../model/show-value.js';
import { whereRootsAre } from './binding-roots.js';
import { followPath } from './binding-text.js';
import { describeSchema } from './describe-schema.js';
import type { GraphScope, NodePlace } from './document-scopes.js';
import { rootSchema } from './infer-binding.js';
import type { IssuePlace } from './issue-list.js';
import { isNever } from './json-schema-accepts.js';
import type { Roots, Validation } from './validation.js';

/** Where a binding stands. */
export interface BindingSite {
  readonly scope: GraphScope;
  /** The node whose binding it is; `undefined` for the `output` of a graph. */
  readonly node: NodePlace | undefined;
  readonly roots: Roots;
  /** Why a secret may not stand here; `undefined` where it may. */
  readonly noSecrets: string | undefined;
  /** True for a compensation, which comes after its own node. */
  readonly comesAfterNode: boolean;
  /** Members of the binding that are read elsewhere: for each pass, for each item. */
  readonly members?: ReadonlyMap<string, BindingSite> | undefined;
}

/** Reports each reference that leads nowhere; true when there is none. */
export function checkReferences(
  validation: Validation,
  site: BindingSite,
  references: readonly ExpressionReference[],
  place: IssuePlace,
): boolean {
  let isSound = true;
  for (const reference of references) {
    const at = { ...place, position: reference.position };
    if (!checkReference(validation, site, reference, at)) isSound = false;
  }
  return isSound;
}

function checkReference(
  validation: Validation,
  site: BindingSite,
  { path }: ExpressionReference,
  at: IssuePlace,
): boolean {
  const [root = '', id] = path;
  if (!site.roots.has(root)) {
    validation.issues.error('EXPRESSION_REFERENCE', at, unknownRoot(validation, site, root));
    return false;
  }
  if (root === 'nodes' && id !== undefined) {
    const target = validation.scopes.places.get(id);
    if (target === undefined) {
      const hint = validation.issues.suggest(id, validation.nodeIds);
      validation.issues.error('UNKNOWN_NODE', at, `no node has the id ${showValue(id)}${hint}`);
      return false;
    }
    checkOrder(validation, site, target, at);
  }
  return true;
}

function unknownRoot({ issues }: Validation, { roots }: BindingSite, root: string): string {
  const elsewhere = whereRootsAre.get(root);
  if (elsewhere !== undefined) return `${showValue(root)} can be read only ${elsewhere}`;
  const known = [...roots.keys()];
  const hint = issues.suggest(root, known);
  return `unknown name ${showValue(root)}${hint === '' ? `; here are ${showNames(known, 20)}` : hint}`;
}

/**
 * Reports the first key of a reference that what stands before it does not have, as far as schemas tell.
 * The members that expressions read are checked with their types.
 */
export function checkMembers(
  validation: Validation,
  site: BindingSite,
  { path, position }: ExpressionReference,
  place: IssuePlace,
): boolean {
  const start = rootSchema(validation, path, site.roots);
  const rest = path.slice(start.length);
  const followed = followPath(start.schema, rest, validation.budget);
  if (followed.ok) return true;
  const { missing, of } = followed;
  const key = rest[missing] ?? '';
  const owner = showValue(path.slice(0, start.length + missing).join('.'));
  const known = typeof of === 'object' ? knownMembers(of.properties) : [];
  const hint = validation.issues.suggest(key, known);
  const found =
    known.length === 0
      ? `is ${describeSchema(of)} and has no ${showValue(key)}`
      : `has no ${showValue(key)}${hint === '' ? `, only ${showNames(known)}` : hint}`;
  validation.issues.error('EXPRESSION_REFERENCE', { ...place, position }, `${owner} ${found}`);
  return false;
}

function knownMembers(
  properties: Readonly<Record<string, unknown>> | undefined,
): readonly string[] {
  return Object.entries(properties ?? {}).flatMap(([name, schema]) =>
    isNever(schema as boolean) ? [] : [name],
  );
}

/** What can be read has run before: an ancestor in this graph, or an ancestor of a container around it. */
function checkOrder(
  validation: Validation,
  site: BindingSite,
  target: NodePlace,
  at: IssuePlace,
): void {
  const { issues } = validation;
  const id = showValue(target.node.id);
  let { scope } = site;
  let reader = site.node;
  while (scope !== target.scope) {
    const { owner } = scope;
    if (owner === undefined) {
      issues.error('BINDING_ORDER', at, `${id} ${hiddenIn(target)}`);
      return;
    }
    reader = owner;
    scope = owner.scope;
  }
  // The `output` of a graph is read when all its nodes are done.
  if (reader === undefined) return;
  const isSelf = reader.node === target.node;
  const isInside = scope !== site.scope;
  if (isSelf && !isInside && site.comesAfterNode) return;
  const readerId = showValue(reader.node.id);
  // In a loop a node does come before itself: it can read what the pass before gave.
  validation.paths.ask(scope, target.index, reader.index, () => {
    issues.error('BINDING_ORDER', at, isSelf ? tooEarly(id, isInside) : notBefore(id, readerId));
  });
}

function tooEarly(id: string, isInside: boolean): string {
  return isInside
    ? `${id} is the container around this place and has no result yet; read from a node that comes before`
    : `${id} refers to its own result, which it does not have yet; read from a node that comes before`;
}

function notBefore(id: string, readerId: string): string {
  return `${id} does not come before ${readerId}: no edges lead from ${id} to it; add an edge, or read from a node that comes before`;
}

function hiddenIn({ scope }: NodePlace): string {
  const owner = showValue(scope.owner?.node.id);
  return `stands in the body ${showValue(scope.bodyName)} of ${owner} and cannot be read from here; give the value on with the body's "output" and read the output of ${owner}`;
}

/** From what an author wrote for an input or a result to the binding that the document keeps. */

import { compileExpression } from '../expression/compiled-expression.js';
import { compileTemplate } from '../expression/template.js';
import type { Binding, JsonValue } from '../model/document.js';
import { isFlowgraftError } from '../model/error.js';
import { formatIssuePath, type Issue } from '../model/issue.js';
import { showValue } from '../model/show-value.js';
import { stateOf, type BoundState, type ReferenceState } from './bound-state.js';
import { formatReference } from './reference-path.js';
import { encloses, type Scope, type StepUse } from './scope.js';

/** Where a value stands, and what its compilation finds. */
export interface Site {
  readonly scope: Scope;
  readonly path: Issue['path'];
  readonly nodeId: string | undefined;
  /** Secrets are for inputs of attempts only. */
  readonly secrets: boolean;
  /** Receives the steps that the value reads. */
  readonly uses: StepUse[];
}

const specialKeys: ReadonlySet<string> = new Set([
  '$ref',
  '$expr',
  '$template',
  '$secret',
  '$literal',
]);

/**
 * The binding of `value`; `undefined` where there is nothing to bind.
 *
 * @throws {TypeError} when the value is not data, or refers to what cannot be read at this place.
 */
export function compileValue(value: unknown, site: Site): Binding | undefined {
  const state = stateOf(value);
  if (state !== undefined) return compileState(state, site);
  if (typeof value === 'object' && value !== null) return compileStructure(value, site);
  if (typeof value === 'number' && !Number.isFinite(value)) throw notData(value, site);
  if (value === undefined || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return value;
  if (value === null) return null;
  throw notData(value, site);
}

function compileStructure(value: object, site: Site): Binding {
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => {
      const binding = compileValue(item, inside(site, index));
      if (binding === undefined) throw notData(item, inside(site, index));
      return binding;
    });
  }
  if (!isPlain(value)) throw notData(value, site);
  const record: Record<string, Binding> = {};
  for (const [key, member] of Object.entries(value)) {
    if (key === '__proto__') throw new TypeError(`${where(site)}: "__proto__" cannot be a key`);
    const binding = compileValue(member, inside(site, key));
    if (binding !== undefined) record[key] = binding;
  }
  return looksLikeBinding(record) ? { $literal: asLiteral(value, site) } : record;
}

function looksLikeBinding(record: Readonly<Record<string, Binding>>): boolean {
  const keys = Object.keys(record);
  return keys.length === 1 && specialKeys.has(keys[0] ?? '');
}

/** Data with a key such as `$ref` is taken as it stands, so nothing in it can be bound. */
function asLiteral(value: unknown, site: Site): JsonValue {
  if (stateOf(value) !== undefined) {
    throw new TypeError(`${where(site)}: a literal holds plain data, no references or expressions`);
  }
  if (Array.isArray(value)) {
    return value.map((item: unknown, index) => asLiteral(item, inside(site, index)));
  }
  if (typeof value === 'object' && value !== null && isPlain(value)) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => [key, asLiteral(member, inside(site, key))]),
    );
  }
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  throw notData(value, site);
}

function compileState(state: BoundState, site: Site): Binding {
  switch (state.kind) {
    case 'reference':
      checkReach(state, site);
      if (state.step !== undefined) site.uses.push({ ...state.step, path: site.path });
      return { $ref: formatReference(state.path) };
    case 'text':
      readTexts(state.form, state.text, site);
      return state.form === '$expr' ? { $expr: state.text } : { $template: state.text };
    case 'secret':
      if (site.secrets) return { $secret: state.path };
      throw new TypeError(
        `${where(site)}: a secret can only be a node's input; it would be stored here`,
      );
    case 'literal':
      return { $literal: state.value };
    case 'step': {
      const { id, ports } = state.handle;
      throw new TypeError(
        `${where(site)}: step "${id}" has several ports; read one of them: ${ports
          .map((port) => `${id}.${port}`)
          .join(', ')}`,
      );
    }
  }
}

function checkReach({ owner, path }: ReferenceState, site: Site): void {
  const text = formatReference(path);
  if (owner.program !== site.scope.program) {
    throw new TypeError(
      `${where(site)}: ${text} belongs to workflow "${owner.program.workflowId}", not to ` +
        `"${site.scope.program.workflowId}"; hand the value over as input of a sub-workflow`,
    );
  }
  if (!encloses(owner, site.scope)) {
    throw new TypeError(
      `${where(site)}: ${text} exists only inside ${formatIssuePath(owner.path)}; ` +
        'return it from that body and read the result of the container',
    );
  }
  const root = path[0] ?? '';
  if (!owner.variables.includes(root)) return;
  for (let scope = site.scope; scope !== owner; scope = scope.parent ?? owner) {
    if (!scope.variables.includes(root)) continue;
    throw new TypeError(
      `${where(site)}: this "${root}" is hidden by the one of ${formatIssuePath(scope.path)}; ` +
        'bind it to a node of the outer body and read it from there',
    );
  }
}

/** Notes which steps the text reads; a text that does not parse is an issue. */
function readTexts(form: '$expr' | '$template', text: string, site: Site): void {
  try {
    const { references } = form === '$expr' ? compileExpression(text) : compileTemplate(text);
    for (const { path, position } of references) {
      const [root, id, part, port] = path;
      if (root !== 'nodes' || id === undefined) continue;
      const read = part === 'error' ? 'error' : part === 'outputs' ? port : undefined;
      site.uses.push({ id, port: read, path: site.path, position });
    }
  } catch (error) {
    site.scope.program.issues.push({
      ...textIssue(error),
      severity: 'error',
      path: site.path,
      ...ofNode(site),
    });
  }
}

function textIssue(error: unknown): Pick<Issue, 'code' | 'message' | 'position'> {
  if (isFlowgraftError(error, 'EXPRESSION_SYNTAX')) {
    const { position } = error.details;
    return { code: 'EXPRESSION_SYNTAX', position, message: error.message };
  }
  if (isFlowgraftError(error, 'EXPRESSION_LIMIT')) return { code: 'LIMIT', message: error.message };
  throw error;
}

function ofNode({ nodeId }: Site): Pick<Issue, 'nodeId'> {
  return nodeId === undefined ? {} : { nodeId };
}

/** The same site one key further in. */
export function inside(site: Site, key: string | number): Site {
  return { ...site, path: [...site.path, key] };
}

function where({ scope, path, nodeId }: Site): string {
  const place = formatIssuePath(path.slice(scope.path.length)) || 'input';
  return nodeId === undefined
    ? place
    : `node "${nodeId}", ${place.replace(/^nodes\[\d+\]\.?/, '')}`;
}

function notData(value: unknown, site: Site): TypeError {
  return new TypeError(
    `${where(site)}: expected JSON data, a reference or an expression, got ${describe(value)}`,
  );
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return showValue(value);
  const prototype: unknown = Object.getPrototypeOf(value);
  const { constructor } = prototype as { readonly constructor?: unknown };
  return typeof constructor === 'function' && constructor.name !== ''
    ? `an instance of ${constructor.name}`
    : 'an instance of a class';
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Checks one binding: its form, what it refers to, and whether its value fits. */

import type { Binding } from '../model/document.js';
import type { JsonSchema, JsonSchemaObject } from '../model/json-schema.js';
import { showNames, showValue } from '../model/show-value.js';
import { bindingForm, isTextKey, type BindingForm, type BindingText } from './binding-form.js';
import { checkMembers, checkReferences, type BindingSite } from './binding-references.js';
import { readText } from './binding-text.js';
import { describeBounds, describeSchema } from './describe-schema.js';
import { inferBinding, inferText } from './infer-binding.js';
import type { IssuePath, IssuePlace } from './issue-list.js';
import { accepts, isNever, itemSchema, propertySchema } from './json-schema-accepts.js';
import { containerAlternatives } from './json-schema-alternatives.js';
import { isAssignable } from './json-schema-assignable.js';
import type { Validation } from './validation.js';

/** Checks the bindings that stand at one place of the document. */
export class BindingCheck {
  readonly #validation: Validation;
  readonly #nodeId: string | undefined;

  constructor(validation: Validation, nodeId: string | undefined) {
    this.#validation = validation;
    this.#nodeId = nodeId;
  }

  /** @param target - What the value must fit; `true` when nothing is asked of it. */
  check(binding: Binding, target: JsonSchema, path: IssuePath, site: BindingSite): void {
    const form = bindingForm(binding);
    const place = { path, nodeId: this.#nodeId };
    switch (form.kind) {
      case 'scalar':
      case 'literal':
        return this.#checkConstant(form, target, place);
      case 'secret':
        return this.#checkSecret(form.text, target, place, site);
      case 'malformed':
        return this.#validation.issues.error(
          'BINDING_SYNTAX',
          place,
          `"${form.key}" takes text, found ${showValue(form.found)}; write { "$literal": … } around data that only looks like a binding`,
        );
      case 'list':
        return this.#checkList(form.items, target, path, site);
      case 'object':
        return this.members(form.members, target, path, site);
      case 'reference':
      case 'expression':
      case 'template':
        return this.#checkText(form, target, place, site);
    }
  }

  /** Checks bindings by name against an object schema: a node's input, or an object inside it. */
  members(
    members: Readonly<Record<string, Binding>>,
    target: JsonSchema,
    path: IssuePath,
    site: BindingSite,
  ): void {
    const place = { path, nodeId: this.#nodeId };
    const objects = containerAlternatives(target, 'object');
    const [schema] = objects;
    if (schema === undefined && !isNever(target) && target !== true)
      this.#refuse(members, target, place);
    // One alternative is checked member by member; between several, the object as a whole decides.
    const single = objects.length === 1 ? schema : undefined;
    if (objects.length > 1) this.#checkWhole(members, target, place, site);
    this.#checkNames(members, single, place);
    for (const [name, member] of Object.entries(members)) {
      const asked = single === undefined ? true : propertySchema(single, name);
      const inner = site.members?.get(name) ?? { ...site, members: undefined };
      this.check(member, isNever(asked) ? true : asked, [...path, name], inner);
    }
  }

  #checkNames(
    members: Readonly<Record<string, Binding>>,
    schema: JsonSchemaObject | undefined,
    { path, nodeId }: IssuePlace,
  ): void {
    const { issues } = this.#validation;
    for (const name of Object.keys(members)) {
      const at = { path: [...path, name], nodeId };
      if (isTextKey(name) || name === '$literal') {
        const message = `"${name}" has other keys beside it, so the object is taken as data; write { "$literal": … } around it if that is meant, or remove the other keys`;
        issues.warning('BINDING_SYNTAX', at, message);
      }
      if (schema !== undefined) this.#checkName(name, schema, at);
    }
    const missing = schema?.required?.filter((name) => !Object.hasOwn(members, name)) ?? [];
    for (const name of missing) {
      const wanted = describeSchema(propertySchema(schema ?? {}, name));
      issues.error(
        'MISSING_INPUT',
        { path: [...path, name], nodeId },
        `missing ${showValue(name)}, ${wanted}; bind it`,
      );
    }
  }

  #checkName(name: string, schema: JsonSchemaObject, at: IssuePlace): void {
    const { issues } = this.#validation;
    const known = Object.keys(schema.properties ?? {}).filter(
      (one) => !isNever(propertySchema(schema, one)),
    );
    if (known.includes(name)) return;
    const isClosed =
      isNever(propertySchema(schema, name)) && schema['patternProperties'] === undefined;
    const hint = issues.suggest(name, known);
    if (isClosed) {
      const inputs =
        known.length === 0 ? '; nothing can be bound here' : `; known are ${showNames(known)}`;
      issues.error(
        'UNKNOWN_INPUT',
        at,
        `unknown input ${showValue(name)}${hint === '' ? inputs : hint}`,
      );
    } else if (hint !== '' && schema.additionalProperties === undefined) {
      issues.warning(
        'UNKNOWN_INPUT',
        at,
        `input ${showValue(name)} is not known and will be ignored${hint}`,
      );
    }
  }

  #checkList(
    items: readonly Binding[],
    target: JsonSchema,
    path: IssuePath,
    site: BindingSite,
  ): void {
    const place = { path, nodeId: this.#nodeId };
    const lists = containerAlternatives(target, 'array');
    const [schema] = lists;
    if (schema === undefined && !isNever(target) && target !== true)
      this.#refuse(items, target, place);
    const single = lists.length === 1 ? schema : undefined;
    if (lists.length > 1) this.#checkWhole(items, target, place, site);
    if (single !== undefined) {
      const { minItems, maxItems } = single;
      const lengths: JsonSchema = { minItems, maxItems };
      if (accepts(lengths, items) === 'no') this.#refuse(items, target, place);
    }
    for (const [index, item] of items.entries()) {
      const asked = single === undefined ? true : itemSchema(single, index);
      this.check(item, asked, [...path, index], site);
    }
  }

  /** Objects and lists that may fit one of several alternatives. */
  #checkWhole(
    binding: Binding,
    target: JsonSchema,
    place: IssuePlace,
    { roots }: BindingSite,
  ): void {
    const given = inferBinding(this.#validation, binding, roots);
    if (isAssignable(given, target, this.#validation.budget) === 'no')
      this.#refuse(binding, target, place);
  }

  #checkConstant(
    { value }: Extract<BindingForm, { readonly kind: 'scalar' | 'literal' }>,
    target: JsonSchema,
    place: IssuePlace,
  ): void {
    if (accepts(target, value, this.#validation.budget) === 'no')
      this.#refuse(value, target, place);
  }

  #checkSecret(
    path: string,
    target: JsonSchema,
    place: IssuePlace,
    { noSecrets }: BindingSite,
  ): void {
    const { issues } = this.#validation;
    if (noSecrets !== undefined) {
      issues.error(
        'BINDING_SYNTAX',
        place,
        `a secret cannot stand here, because ${noSecrets}; bind it to the input of the node that uses it`,
      );
    } else if (path === '') {
      issues.error('BINDING_SYNTAX', place, '"$secret" takes the path of a secret, found no text');
    } else {
      this.#checkFits({ type: 'string' }, target, place);
    }
  }

  #checkText(form: BindingText, target: JsonSchema, place: IssuePlace, site: BindingSite): void {
    const read = readText(form, this.#validation.texts);
    if (!read.ok) {
      const code = form.kind === 'reference' ? 'BINDING_SYNTAX' : 'EXPRESSION_SYNTAX';
      this.#validation.issues.error(code, { ...place, position: read.position }, read.message);
      return;
    }
    if (!checkReferences(this.#validation, site, read.references, place)) return;
    const [path] = read.references;
    if (form.kind === 'reference' && path !== undefined) {
      if (!checkMembers(this.#validation, site, path, place)) return;
    }
    const { schema, findings } = inferText(this.#validation, form, read.references, site.roots);
    for (const { code, severity, position, message } of findings) {
      this.#validation.issues[severity](code, { ...place, position }, message);
    }
    if (findings.length === 0) this.#checkFits(schema, target, place);
  }

  #checkFits(given: JsonSchema, target: JsonSchema, place: IssuePlace): void {
    if (isAssignable(given, target, this.#validation.budget) !== 'no') return;
    const message = `expected ${describeSchema(target)}, but this gives ${describeSchema(given)}; bind another value, or convert it in an expression`;
    this.#validation.issues.error('TYPE_MISMATCH', place, message);
  }

  #refuse(found: unknown, target: JsonSchema, place: IssuePlace): void {
    const message = `expected ${describeBounds(target)}, found ${showValue(found)}`;
    this.#validation.issues.error('TYPE_MISMATCH', place, message);
  }
}

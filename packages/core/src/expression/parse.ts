/** A Pratt parser for the subset of JavaScript expressions that the language has. */

import {
  type Argument,
  type ArrowFunctionExpression,
  type BinaryOperator,
  type ExpressionNode,
  type Identifier,
  type LogicalOperator,
  type Pattern,
  type PatternProperty,
  type Property,
  type SpreadElement,
  type SyntaxNode,
  type TemplateLiteral,
  childrenOf,
} from './ast.js';
import { misplacedFunction, refused } from './refused-syntax.js';
import { compileRegex } from './regex/regex.js';
import { SyntaxFailure } from './syntax-failure.js';
import { type Token, tokenize } from './tokenize.js';

/** The longest text that is parsed, in UTF-16 units. */
export const maxTextLength = 16_384;

/** Brackets, unary operators, ternaries and functions inside one another. */
const maxNesting = 100;

/** Levels of the finished tree: long chains such as `a + b + c …` grow it without nesting. */
const maxHeight = 500;

export type ParseOutcome =
  | { readonly ok: true; readonly ast: ExpressionNode }
  | { readonly ok: false; readonly message: string; readonly position: number };

/**
 * Parses one expression.
 *
 * @returns The tree, or what is wrong and where; never throws on any text.
 */
export function parseExpression(text: string): ParseOutcome {
  if (text.length > maxTextLength) {
    const message = `the expression has ${text.length} characters; at most ${maxTextLength} are allowed`;
    return { ok: false, message, position: maxTextLength };
  }
  try {
    return { ok: true, ast: parseTokens(tokenize(text)) };
  } catch (failure) {
    if (!(failure instanceof SyntaxFailure)) throw failure;
    return { ok: false, message: failure.message, position: failure.position };
  }
}

/**
 * Parses a list of tokens that must make exactly one expression.
 *
 * @throws {SyntaxFailure} When they do not.
 */
export function parseTokens(tokens: readonly Token[]): ExpressionNode {
  const node = new Parser(tokens).whole();
  refuseHighTree(node);
  return node;
}

function refuseHighTree(root: ExpressionNode): void {
  const open: [SyntaxNode, number][] = [[root, 1]];
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    const [node, height] = entry;
    if (height > maxHeight)
      throw new SyntaxFailure(
        `the expression has a chain of more than ${maxHeight} parts`,
        node.start,
      );
    for (const child of childrenOf(node)) open.push([child, height + 1]);
  }
}

/** Binary operators by how strongly they bind; those of the first three levels are logical. */
const levels = ['??', '||', '&&', '== != === !==', '< <= > >= in', '+ -', '* / %', '**'];
const precedence: ReadonlyMap<string, number> = /* @__PURE__ */ new Map(
  levels.flatMap((list, index) => list.split(' ').map((mark) => [mark, index + 1] as const)),
);

const constants: ReadonlyMap<string, boolean | null> = /* @__PURE__ */ new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

interface Span {
  readonly start: number;
  readonly end: number;
}

class Parser {
  readonly #tokens: readonly Token[];
  #index = 0;
  #nesting = 0;
  readonly #parenthesised = new Set<ExpressionNode>();

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): ExpressionNode {
    const node = this.#expression();
    if (this.#current.kind !== 'end') throw this.#unexpected();
    return node;
  }

  /** The next token that is not yet read. */
  get #current(): Token {
    return this.#at(this.#index);
  }

  #at(index: number): Token {
    return this.#tokens[Math.min(index, this.#tokens.length - 1)] as Token;
  }

  /** Whether the next token is this punctuator. */
  #sees(mark: string, { kind, text } = this.#current): boolean {
    return kind === 'punctuator' && text === mark;
  }

  #accept(mark: string): boolean {
    const seen = this.#sees(mark);
    if (seen) this.#index++;
    return seen;
  }

  #expect(mark: string): void {
    if (!this.#accept(mark)) throw this.#unexpected(`; expected "${mark}"`);
  }

  #fail(message: string, position = this.#current.start): never {
    throw new SyntaxFailure(message, position);
  }

  /** The failure for a token that cannot stand where it stands. */
  #unexpected(hint = ''): SyntaxFailure {
    const { kind, text, start } = this.#current;
    const spelled = kind === 'punctuator' || kind === 'name';
    const advice = spelled ? refused.get(text) : undefined;
    const found = spelled ? `"${text}"` : `${kind === 'end' ? 'the' : 'a'} ${kind}`;
    return new SyntaxFailure(advice ?? `unexpected ${found}${hint}`, start);
  }

  /** Runs `read` one level deeper. */
  #nested<T>(read: () => T): T {
    if (++this.#nesting > maxNesting)
      this.#fail(`the expression nests deeper than ${maxNesting} levels`);
    const result = read();
    this.#nesting--;
    return result;
  }

  /** A node that ends where the last token that was read ends. */
  #node<Fields>(start: number, fields: Fields): Fields & Span {
    return { ...fields, start, end: this.#at(this.#index - 1).end };
  }

  /** Items between commas up to `closer`, whose opening bracket is the current token. */
  #list<Item>(closer: string, readItem: () => Item): Item[] {
    this.#index++;
    const items: Item[] = [];
    while (!this.#sees(closer)) {
      items.push(readItem());
      if (!this.#sees(closer)) this.#expect(',');
    }
    this.#index++;
    return items;
  }

  #expression(): ExpressionNode {
    return this.#nested(() => {
      const { start } = this.#current;
      const test = this.#binary(0);
      if (!this.#accept('?')) return test;
      const consequent = this.#expression();
      this.#expect(':');
      const alternate = this.#expression();
      return this.#node(start, { type: 'ConditionalExpression', test, consequent, alternate });
    });
  }

  #binary(minimum: number): ExpressionNode {
    const { start } = this.#current;
    let left = this.#unary();
    for (;;) {
      const { text, kind } = this.#current;
      const operator = kind === 'punctuator' || (kind === 'name' && text === 'in');
      const strength = (operator ? precedence.get(text) : undefined) ?? 0;
      if (strength <= minimum) return left;
      if (text === '**' && left.type === 'UnaryExpression' && !this.#parenthesised.has(left))
        this.#fail('put parentheses around the left side of **', left.start);
      this.#index++;
      const right =
        text === '**' ? this.#nested(() => this.#binary(strength - 1)) : this.#binary(strength);
      if (strength > 3) {
        const type = 'BinaryExpression';
        left = this.#node(start, { type, operator: text as BinaryOperator, left, right });
      } else {
        for (const side of [left, right]) this.#refuseMixed(side, text);
        const type = 'LogicalExpression';
        left = this.#node(start, { type, operator: text as LogicalOperator, left, right });
      }
    }
  }

  #refuseMixed(side: ExpressionNode, operator: string): void {
    const mixed = side.type === 'LogicalExpression' && !this.#parenthesised.has(side);
    if (mixed && (side.operator === '??') !== (operator === '??'))
      this.#fail('put parentheses around ?? where it meets && or ||', side.start);
  }

  #unary(): ExpressionNode {
    const { kind, text: operator, start } = this.#current;
    const prefix =
      (kind === 'punctuator' && (operator === '!' || operator === '-' || operator === '+')) ||
      (kind === 'name' && operator === 'typeof');
    if (!prefix) return this.#postfix();
    this.#index++;
    const argument = this.#nested(() => this.#unary());
    return this.#node(start, { type: 'UnaryExpression', operator, argument });
  }

  #postfix(): ExpressionNode {
    const { start } = this.#current;
    let node = this.#primary();
    let chained = false;
    for (;;) {
      const optional = this.#accept('?.');
      chained ||= optional;
      const next = this.#link(node, optional, start);
      if (next === undefined) break;
      node = next;
    }
    return chained ? this.#node(start, { type: 'ChainExpression', expression: node }) : node;
  }

  /** The next `.name`, `[key]` or `(…)` after `object`. */
  #link(object: ExpressionNode, optional: boolean, start: number): ExpressionNode | undefined {
    if (!optional && this.#sees('(')) {
      const list = this.#list(')', () => this.#argument());
      return this.#node(start, { type: 'CallExpression', callee: object, arguments: list });
    }
    const type = 'MemberExpression';
    if (this.#accept('[')) {
      const property = this.#expression();
      this.#expect(']');
      return this.#node(start, { type, object, property, computed: true, optional });
    }
    if (!optional && !this.#accept('.')) return undefined;
    if (this.#current.kind !== 'name') throw this.#unexpected();
    const property = this.#identifier();
    return this.#node(start, { type, object, property, computed: false, optional });
  }

  #identifier(): Identifier {
    const { text, start } = this.#current;
    this.#index++;
    return this.#node(start, { type: 'Identifier', name: text });
  }

  #argument(): Argument {
    return this.#startsArrow() ? this.#arrow() : this.#element();
  }

  /** An expression or `...expression`. */
  #element(): ExpressionNode | SpreadElement {
    const { start } = this.#current;
    if (!this.#accept('...')) return this.#expression();
    return this.#node(start, { type: 'SpreadElement', argument: this.#expression() });
  }

  #primary(): ExpressionNode {
    const { kind, text, extra, start } = this.#current;
    if (this.#startsArrow()) this.#fail(misplacedFunction);
    if (kind === 'template') return this.#template();
    if (kind === 'regex') {
      compileRegex(text, extra, start);
      this.#index++;
      return this.#node(start, { type: 'RegExpLiteral', pattern: text, flags: extra });
    }
    if (kind === 'string' || kind === 'number' || (kind === 'name' && constants.has(text)))
      return this.#literal();
    if (kind === 'name' && !refused.has(text)) return this.#identifier();
    if (this.#sees('(')) return this.#group();
    if (this.#sees('[')) {
      const elements = this.#list(']', () => this.#element());
      return this.#node(start, { type: 'ArrayExpression', elements });
    }
    if (!this.#sees('{')) throw this.#unexpected();
    const properties = this.#list('}', () =>
      this.#sees('...') ? (this.#element() as SpreadElement) : this.#property(),
    );
    return this.#node(start, { type: 'ObjectExpression', properties });
  }

  #literal(): ExpressionNode {
    const { kind, text, start } = this.#current;
    this.#index++;
    const value =
      kind === 'number'
        ? Number(text.replaceAll('_', ''))
        : kind === 'string'
          ? text
          : (constants.get(text) as boolean | null);
    return this.#node(start, { type: 'Literal', value });
  }

  #group(): ExpressionNode {
    this.#index++;
    const node = this.#expression();
    this.#expect(')');
    this.#parenthesised.add(node);
    return node;
  }

  #property(): Property {
    const { start, kind, text } = this.#current;
    const type = 'Property';
    if (text === '__proto__') this.#fail('the key "__proto__" is not available');
    if (kind === 'name' && /^[,}]$/.test(this.#at(this.#index + 1).text)) {
      const value = this.#primary();
      if (value.type !== 'Identifier') throw this.#unexpected('; expected ":"');
      return this.#node(start, { type, key: value, value, computed: false, shorthand: true });
    }
    const computed = this.#accept('[');
    let key: ExpressionNode;
    if (computed) {
      key = this.#expression();
      this.#expect(']');
    } else if (kind === 'name') key = this.#identifier();
    else if (kind === 'string' || kind === 'number') key = this.#literal();
    else throw this.#unexpected();
    this.#expect(':');
    const value = this.#expression();
    return this.#node(start, { type, key, value, computed, shorthand: false });
  }

  #template(): TemplateLiteral {
    const { start } = this.#current;
    const quasis: string[] = [];
    const expressions: ExpressionNode[] = [];
    for (;;) {
      const part = this.#current;
      if (part.kind !== 'template' || part.extra.startsWith('}') !== quasis.length > 0)
        throw this.#unexpected();
      this.#index++;
      quasis.push(part.text);
      if (part.extra.endsWith('`'))
        return this.#node(start, { type: 'TemplateLiteral', quasis, expressions });
      expressions.push(this.#expression());
    }
  }

  /** Whether the next tokens are `name =>` or `( … ) =>`. */
  #startsArrow(): boolean {
    const { kind, match } = this.#current;
    if (kind !== 'name' && match === undefined) return false;
    const next = this.#at((match ?? this.#index) + 1);
    return this.#sees('=>', next) && !next.lineBefore && (kind === 'name' || this.#sees('('));
  }

  #arrow(): ArrowFunctionExpression {
    const { start } = this.#current;
    const names = new Set<string>();
    const params = this.#sees('(')
      ? this.#list(')', () => this.#pattern(names))
      : [this.#parameter(names)];
    this.#expect('=>');
    if (this.#sees('{'))
      this.#fail(
        'a function has one expression as its body; an object needs parentheses: x => ({ id: x.id })',
      );
    return this.#node(start, {
      type: 'ArrowFunctionExpression',
      params,
      body: this.#expression(),
    });
  }

  #pattern(names: Set<string>): Pattern {
    const { start } = this.#current;
    return this.#nested((): Pattern => {
      if (this.#sees('{')) {
        const properties = this.#list('}', () => this.#patternProperty(names));
        return this.#node(start, { type: 'ObjectPattern', properties });
      }
      if (this.#sees('[')) {
        const elements = this.#list(']', () => (this.#sees(',') ? null : this.#pattern(names)));
        return this.#node(start, { type: 'ArrayPattern', elements });
      }
      return this.#parameter(names);
    });
  }

  #parameter(names: Set<string>): Identifier {
    const { kind, text } = this.#current;
    const reserved = refused.has(text) || constants.has(text) || text === 'undefined';
    if (kind !== 'name' || reserved) throw this.#unexpected();
    if (names.has(text)) this.#fail(`the parameter "${text}" stands twice`);
    names.add(text);
    return this.#identifier();
  }

  #patternProperty(names: Set<string>): PatternProperty {
    const { kind, text, start } = this.#current;
    const renamed =
      (kind === 'name' || kind === 'string') && this.#sees(':', this.#at(this.#index + 1));
    if (renamed) this.#index += 2;
    const value = renamed ? this.#pattern(names) : this.#parameter(names);
    return this.#node(start, { type: 'PatternProperty', key: text, value });
  }
}

/** The syntax tree of an expression: the part of ESTree that the language has. Offsets count UTF-16 units. */

interface Located {
  readonly start: number;
  readonly end: number;
}

interface Literal extends Located {
  readonly type: 'Literal';
  readonly value: string | number | boolean | null;
}

interface RegExpLiteral extends Located {
  readonly type: 'RegExpLiteral';
  readonly pattern: string;
  readonly flags: string;
}

export interface Identifier extends Located {
  readonly type: 'Identifier';
  readonly name: string;
}

export interface TemplateLiteral extends Located {
  readonly type: 'TemplateLiteral';
  /** One more than `expressions`. */
  readonly quasis: readonly string[];
  readonly expressions: readonly ExpressionNode[];
}

export interface SpreadElement extends Located {
  readonly type: 'SpreadElement';
  readonly argument: ExpressionNode;
}

interface ArrayExpression extends Located {
  readonly type: 'ArrayExpression';
  readonly elements: readonly (ExpressionNode | SpreadElement)[];
}

export interface Property extends Located {
  readonly type: 'Property';
  /** An expression when `computed`; else an `Identifier` or a `Literal`. */
  readonly key: ExpressionNode;
  readonly value: ExpressionNode;
  readonly computed: boolean;
  readonly shorthand: boolean;
}

export interface ObjectExpression extends Located {
  readonly type: 'ObjectExpression';
  readonly properties: readonly (Property | SpreadElement)[];
}

interface UnaryExpression extends Located {
  readonly type: 'UnaryExpression';
  readonly operator: UnaryOperator;
  readonly argument: ExpressionNode;
}

interface BinaryExpression extends Located {
  readonly type: 'BinaryExpression';
  readonly operator: BinaryOperator;
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;
}

interface LogicalExpression extends Located {
  readonly type: 'LogicalExpression';
  readonly operator: LogicalOperator;
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;
}

interface ConditionalExpression extends Located {
  readonly type: 'ConditionalExpression';
  readonly test: ExpressionNode;
  readonly consequent: ExpressionNode;
  readonly alternate: ExpressionNode;
}

interface MemberExpression extends Located {
  readonly type: 'MemberExpression';
  readonly object: ExpressionNode;
  /** An `Identifier` unless `computed`. */
  readonly property: ExpressionNode;
  readonly computed: boolean;
  readonly optional: boolean;
}

export interface CallExpression extends Located {
  readonly type: 'CallExpression';
  readonly callee: ExpressionNode;
  readonly arguments: readonly Argument[];
}

/** Holds a whole chain with `?.` in it: when one link is missing, all of the chain is undefined. */
interface ChainExpression extends Located {
  readonly type: 'ChainExpression';
  readonly expression: ExpressionNode;
}

export interface ArrowFunctionExpression extends Located {
  readonly type: 'ArrowFunctionExpression';
  readonly params: readonly Pattern[];
  readonly body: ExpressionNode;
}

export interface PatternProperty extends Located {
  readonly type: 'PatternProperty';
  readonly key: string;
  readonly value: Pattern;
}

interface ObjectPattern extends Located {
  readonly type: 'ObjectPattern';
  readonly properties: readonly PatternProperty[];
}

interface ArrayPattern extends Located {
  readonly type: 'ArrayPattern';
  readonly elements: readonly (Pattern | null)[];
}

export type Pattern = Identifier | ObjectPattern | ArrayPattern;

type UnaryOperator = '+' | '-' | '!' | 'typeof';
export type LogicalOperator = '&&' | '||' | '??';
export type BinaryOperator =
  '+' | '-' | '*' | '/' | '%' | '**' | '===' | '!==' | '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in';

/** Any node that stands for a value. */
export type ExpressionNode =
  | Literal
  | RegExpLiteral
  | Identifier
  | TemplateLiteral
  | ArrayExpression
  | ObjectExpression
  | UnaryExpression
  | BinaryExpression
  | LogicalExpression
  | ConditionalExpression
  | MemberExpression
  | CallExpression
  | ChainExpression;

export type Argument = ExpressionNode | SpreadElement | ArrowFunctionExpression;

/** Any node at all, as a walk over the tree meets them. */
export type SyntaxNode = Argument | Property | Pattern | PatternProperty;

/** The direct children of a node, in the order of the text. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (const key in node) {
    const value: unknown = node[key as 'type'];
    for (const part of Array.isArray(value) ? (value as readonly unknown[]) : [value])
      if (typeof part === 'object' && part !== null) children.push(part as SyntaxNode);
  }
  return children;
}

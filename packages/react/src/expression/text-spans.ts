/** Expressions and templates cut into spans, for colours and for finding what they mention. Works on unfinished text. */

export type SpanKind =
  | 'name'
  | 'property'
  | 'function'
  | 'keyword'
  | 'string'
  | 'number'
  | 'operator'
  | 'punctuation'
  | 'space'
  /** Text of a template, outside of `{{ … }}`. */
  | 'text'
  /** `{{` and `}}`. */
  | 'brace';

export interface TextSpan {
  readonly from: number;
  readonly to: number;
  readonly kind: SpanKind;
}

export type TextKind = 'expression' | 'template';

const keywords: ReadonlySet<string> = new Set([
  'true',
  'false',
  'null',
  'undefined',
  'typeof',
  'in',
]);

const token =
  /(?<space>\s+)|(?<string>"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\.)*`?)|(?<number>\d[\w.]*)|(?<word>[\p{L}_$][\p{L}\p{N}_$]*)|(?<operator>[-+*/%<>=!&|?:^~]+)|(?<punctuation>[^])/uy;

/** The spans of a text, one after another without gaps. */
export function textSpans(text: string, kind: TextKind): TextSpan[] {
  const spans: TextSpan[] = [];
  if (kind === 'expression') readExpression(text, 0, spans, false);
  else readTemplate(text, spans);
  return spans;
}

function readTemplate(text: string, spans: TextSpan[]): void {
  let at = 0;
  while (at < text.length) {
    const open = nextOpening(text, at);
    if (open > at) spans.push({ from: at, to: open, kind: 'text' });
    if (open >= text.length) return;
    spans.push({ from: open, to: open + 2, kind: 'brace' });
    at = readExpression(text, open + 2, spans, true);
    if (text.startsWith('}}', at)) {
      spans.push({ from: at, to: at + 2, kind: 'brace' });
      at += 2;
    }
  }
}

/** Where the next `{{` is that no backslash escapes; the end of the text when there is none. */
function nextOpening(text: string, from: number): number {
  for (let at = text.indexOf('{{', from); at >= 0; at = text.indexOf('{{', at + 2)) {
    if (text[at - 1] !== '\\') return at;
  }
  return text.length;
}

/** @returns where it ends: the end of the text, or the `}}` that closes it. */
function readExpression(
  text: string,
  start: number,
  spans: TextSpan[],
  isInTemplate: boolean,
): number {
  let depth = 0;
  let at = start;
  let before = '';
  while (at < text.length) {
    if (isInTemplate && depth === 0 && text.startsWith('}}', at)) return at;
    token.lastIndex = at;
    const match = token.exec(text);
    if (match === null) return text.length;
    const [found] = match;
    const to = at + found.length;
    if (found === '{') depth += 1;
    if (found === '}') depth = Math.max(0, depth - 1);
    spans.push({ from: at, to, kind: kindOf(match.groups ?? {}, before, text.slice(to)) });
    if (found.trim() !== '') before = found;
    at = to;
  }
  return at;
}

function kindOf(
  groups: Readonly<Record<string, string | undefined>>,
  before: string,
  after: string,
): SpanKind {
  const { word, space, string, number, operator } = groups;
  if (word !== undefined) {
    const isMember = before === '.' || before === '?.' || before.endsWith('?');
    if (/^\s*\(/.test(after)) return 'function';
    if (before === '.') return 'property';
    return isMember ? 'name' : keywords.has(word) ? 'keyword' : 'name';
  }
  if (space !== undefined) return 'space';
  if (string !== undefined) return 'string';
  if (number !== undefined) return 'number';
  return operator === undefined ? 'punctuation' : 'operator';
}

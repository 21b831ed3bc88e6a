/** Splits an expression's text into tokens and pairs its brackets. */

import { SyntaxFailure } from './syntax-failure.js';

export interface Token {
  readonly kind: 'number' | 'string' | 'name' | 'punctuator' | 'template' | 'regex' | 'end';
  /** The spelling of names, numbers and punctuators, the value of strings and template parts, a regex's pattern. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** A regex's flags; of a template literal's part, the marks that enclose it. */
  readonly extra: string;
  /** Whether a line ends between the token before and this one. */
  readonly lineBefore: boolean;
  /** For an opening bracket: the index of the token that closes it. */
  match?: number;
}

const token = {
  name: /[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy,
  number:
    /(?:0[xX][\da-fA-F]+(?:_[\da-fA-F]+)*|0[oO][0-7]+(?:_[0-7]+)*|0[bB][01]+(?:_[01]+)*|(?:(?:0|[1-9]\d*(?:_\d+)*)(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:[eE][+-]?\d+(?:_\d+)*)?)/y,
  string: /(["'])((?:(?!\1)[^\\\n\r]|\\(?:\r\n|[^]))*)\1/y,
  template: /([`}])((?:[^\\`$]|\\[^]|\$(?!\{))*)(`|\$\{)/y,
  regex:
    /\/((?:[^\\/[\n\r\u2028\u2029]|\\[^\n\r\u2028\u2029]|\[(?:[^\\\]\n\r\u2028\u2029]|\\[^\n\r\u2028\u2029])*\])+)\/([\p{ID_Continue}$]*)/uy,
  punctuator:
    /\.{3}|=>|>>>=?|[=!]==|(?:\*\*|<<|>>|&&|\|\||\?\?|[-+*/%&|^=!<>])=|&&|\|\||\?\?|\?\.(?!\d)|\+\+|--|\*\*|<<|>>|\/[/*]|[{}()[\].,:;?<>=+\-*/%&|^!~@#]/y,
} as const;

const space = /\s*/y;
const afterNumber = /[\p{ID_Start}$_\d\\]/uy;
const lineEnd = /[\n\r\u2028\u2029]/;

/**
 * Reads tokens from `start` up to the end of the text or, with `untilBraces`, up to the `}}` that
 * closes a template's placeholder. The last token is `end`.
 *
 * @throws {SyntaxFailure} When a character, a number or a string is malformed.
 */
export function tokenize(text: string, start = 0, untilBraces = false): readonly Token[] {
  return new Tokenizer(text, start, untilBraces).run();
}

class Tokenizer {
  readonly #tokens: Token[] = [];
  readonly #text: string;
  readonly #untilBraces: boolean;
  /** Indexes of the tokens whose bracket is still open; a template part opens `${`. */
  readonly #open: number[] = [];
  #at: number;
  #lineBefore = false;

  constructor(text: string, start: number, untilBraces: boolean) {
    this.#text = text;
    this.#at = start;
    this.#untilBraces = untilBraces;
  }

  run(): readonly Token[] {
    for (;;) {
      this.#lineBefore = lineEnd.test(String(this.#take(space)));
      const closed =
        this.#untilBraces && this.#open.length === 0 && this.#text.startsWith('}}', this.#at);
      if (closed || this.#at >= this.#text.length) break;
      this.#next(this.#text.charAt(this.#at));
    }
    const open = this.#tokens[this.#open.at(-1) ?? -1];
    if (open !== undefined) throw unclosed(open);
    this.#push('end', '', this.#at);
    return this.#tokens;
  }

  #next(first: string): void {
    const start = this.#at;
    if ('"\'`'.includes(first)) return this.#quoted(first === '`' ? 'template' : 'string');
    if (first === '/' && !this.#afterValue()) return this.#regex(start);
    const word = this.#take(token.name)?.[0];
    if (word !== undefined) return this.#push('name', word, start);
    const digits = this.#take(token.number)?.[0];
    if (digits !== undefined) return this.#number(digits, start);
    const [mark] =
      this.#take(token.punctuator) ?? this.#fail(`unexpected ${JSON.stringify(first)}`);
    if (mark === '//' || mark === '/*') throw new SyntaxFailure('there are no comments', start);
    this.#punctuator(mark, start);
  }

  #regex(start: number): void {
    if (/\/[/*]/y.test(this.#text.slice(start))) this.#fail('there are no comments');
    const [, pattern = '', flags = ''] =
      this.#take(token.regex) ?? this.#fail('this regular expression is never closed');
    this.#push('regex', pattern, start, flags);
  }

  #punctuator(mark: string, start: number): void {
    if (/[([{]/.test(mark)) this.#open.push(this.#tokens.length);
    if (/[)\]}]/.test(mark)) {
      const open = this.#tokens[this.#open.pop() ?? -1];
      if (open?.kind === 'template' && mark === '}') {
        this.#at = start;
        return this.#quoted('template');
      }
      if (open !== undefined) {
        if (open.kind === 'template' || !'() [] {}'.includes(open.text + mark))
          throw unclosed(open);
        open.match = this.#tokens.length;
      }
    }
    this.#push('punctuator', mark, start);
  }

  /** Whether the token before ends a value, so that `/` divides. */
  #afterValue(): boolean {
    const last = this.#tokens.at(-1);
    if (last === undefined) return false;
    if (last.kind === 'punctuator') return /[)\]}]/.test(last.text);
    if (last.kind === 'template') return last.extra.endsWith('`');
    if (last.kind !== 'name' || !/^(typeof|in)$/.test(last.text)) return true;
    return /^\??\.$/.test(this.#tokens.at(-2)?.text ?? '');
  }

  #number(digits: string, start: number): void {
    const end = this.#at;
    const next = this.#take(afterNumber)?.[0];
    if (next !== undefined)
      throw new SyntaxFailure(
        next === 'n' ? 'there are no bigint literals; use a number' : 'malformed number',
        end,
      );
    this.#push('number', digits, start);
  }

  /** A text, or one part of a template literal: from "`" or "}" to the next "${" or the closing "`". */
  #quoted(kind: 'string' | 'template'): void {
    const start = this.#at;
    const mark = kind === 'template' ? '`' : this.#text.charAt(start);
    const [, open = '', body = '', close = ''] =
      this.#take(token[kind]) ?? this.#fail(`the text that starts with ${mark} is never closed`);
    if (close === '${') this.#open.push(this.#tokens.length);
    const value = body.replaceAll(escape, (...found) => unescaped(found, start + 1));
    this.#push(kind, value, start, open + close);
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) return undefined;
    this.#at = pattern.lastIndex;
    return found;
  }

  #fail(message: string): never {
    throw new SyntaxFailure(message, this.#at);
  }

  #push(kind: Token['kind'], text: string, start: number, extra = ''): void {
    const lineBefore = this.#lineBefore;
    this.#tokens.push({ kind, text, start, end: this.#at, extra, lineBefore });
  }
}

function unclosed({ kind, text, start }: Token): SyntaxFailure {
  return new SyntaxFailure(`"${kind === 'template' ? '${' : text}" is never closed`, start);
}

/** A line end, or an escape: of a code in hexadecimal, or of one character. */
const escape =
  /\r\n?|\\(?:u\{([\da-fA-F]+)\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|0(?!\d)|\r\n|([^]))/g;

const controls: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  '\n': '',
  '\r': '',
  '\u2028': '',
  '\u2029': '',
};

/** What one match of `escape` stands for; `start` is where the body of the text starts. */
function unescaped(found: readonly unknown[], start: number): string {
  const [whole, long, short, byte, char, at] = found as string[];
  if (whole?.startsWith('\r')) return '\n';
  const hexadecimal = long ?? short ?? byte;
  if (hexadecimal !== undefined) {
    const code = Number.parseInt(hexadecimal, 16);
    if (code <= 0x10ffff) return String.fromCodePoint(code);
  } else if (char === undefined) return whole === '\\0' ? '\0' : '';
  else if (!/[ux\d]/.test(char)) return controls[char] ?? char;
  throw new SyntaxFailure(
    /\d/.test(char ?? '') ? 'octal escapes are not available; use \\x or \\u' : 'malformed escape',
    start + Number(at),
  );
}

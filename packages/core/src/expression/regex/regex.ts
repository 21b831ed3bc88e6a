/**
 * Compiles the regular expressions of the language, JavaScript's without what cannot be run in
 * linear time (back references, look-around), to the program of a small virtual machine.
 */

import { SyntaxFailure } from '../syntax-failure.js';

/** One step of a program. Places are relative to it, so that parts of a program can be copied. */
export interface Instruction {
  /**
   * `char` takes one UTF-16 unit that `accepts`. `split` goes on at `first` and, with less priority,
   * at `second`. `save` keeps the position in the slot `first`. `clear` forgets the slots from
   * `first` to `second`: the groups of a repeated part at the start of a round. The others assert.
   */
  readonly op: 'char' | 'split' | 'save' | 'clear' | 'match' | '^' | '$' | '\\b' | '\\B';
  readonly first: number;
  readonly second: number;
  readonly accepts?: (code: number) => boolean;
}

/** Only literals of the expression make one, so no data can stand for it. */
export class Regex {
  readonly program: readonly Instruction[];
  /** Two slots for the match and for each group. */
  readonly slots: number;
  readonly flags: string;

  constructor(program: readonly Instruction[], slots: number, flags: string) {
    this.program = program;
    this.slots = slots;
    this.flags = flags;
  }
}

/** A part of a program that goes on behind its last instruction. */
interface Fragment {
  readonly code: readonly Instruction[];
  /** Whether it can match nothing. */
  readonly empty: boolean;
}

const maxPatternLength = 1_000;
const maxInstructions = 2_000;
const maxNesting = 50;

const escape = String.raw`\\(?:[dDwWsSnrtvf]|0(?!\d)|x[\da-fA-F]{2}|u[\da-fA-F]{4}|\W)`;
const character = /* @__PURE__ */ new RegExp(
  String.raw`${escape}|\[(?:${escape}|\\b|[^\]\\])*\]|[^\\*+?{}()|[\]]`,
  'y',
);
const assertions = /[$^]|\\b/iy;
const tooLong = 'it repeats too much; use smaller numbers in {…}';
const quantifier = /(?:[*+?]|\{(\d+)(,(\d*))?\})(\??)/y;

function step(op: Instruction['op'], first = 1, second = first): Instruction {
  return { op, first, second };
}

/**
 * Compiles a literal.
 *
 * @param position - Where the literal starts in the expression's text, for error positions.
 * @throws {SyntaxFailure} For patterns and flags outside the language.
 */
export function compileRegex(pattern: string, flags: string, position: number): Regex {
  return new PatternCompiler(pattern, flags, position).run();
}

class PatternCompiler {
  readonly #pattern: string;
  readonly #flags: string;
  readonly #position: number;
  #at = 0;
  #groups = 0;
  #nesting = 0;

  constructor(pattern: string, flags: string, position: number) {
    this.#pattern = pattern;
    this.#flags = flags;
    this.#position = position;
  }

  run(): Regex {
    if (/[^gims]/.test(this.#flags)) throw this.#fail('the only flags are g, i, m and s', -1);
    if (this.#pattern.length > maxPatternLength)
      throw this.#fail(`a pattern may have ${maxPatternLength} characters`);
    try {
      // So that what follows has to tell apart only what is well-formed; it compiles nothing yet.
      new RegExp(this.#pattern, this.#flags);
    } catch (error) {
      throw this.#fail((error as Error).message.replace(/.*: /s, ''), -1);
    }
    const { code } = this.#choice();
    if (code.length > maxInstructions) throw this.#fail(tooLong);
    return new Regex([...code, step('match')], this.#groups * 2 + 2, this.#flags);
  }

  #choice(): Fragment {
    if (++this.#nesting > maxNesting)
      throw this.#fail(`groups nest deeper than ${maxNesting} levels`);
    const options = [this.#sequence()];
    while (this.#accept('|')) options.push(this.#sequence());
    this.#nesting--;
    return options.reduceRight((rest, { code, empty }) => {
      const jump = step('split', rest.code.length + 1);
      return {
        code: [step('split', 1, code.length + 2), ...code, jump, ...rest.code],
        empty: empty || rest.empty,
      };
    });
  }

  #sequence(): Fragment {
    const code: Instruction[] = [];
    let empty = true;
    while (!/^[|)]?$/.test(this.#pattern.charAt(this.#at))) {
      const part = this.#term();
      code.push(...part.code);
      empty &&= part.empty;
    }
    return { code, empty };
  }

  #term(): Fragment {
    const start = this.#at;
    const firstSlot = this.#groups * 2 + 2;
    const { code, empty } = this.#atom();
    const found = this.#take(quantifier);
    if (found === undefined) return { code, empty };
    if (empty) throw this.#fail('what is repeated must not be able to be empty', start);
    const [mark = '', low, comma, high, lazy] = found;
    const min = low === undefined ? Number(mark[0] === '+') : Number(low);
    const top = low === undefined ? (mark[0] === '?' ? '1' : '') : comma === undefined ? low : high;
    const max = top === '' ? Infinity : Number(top);
    const endSlot = this.#groups * 2 + 2;
    const round = endSlot > firstSlot ? [step('clear', firstSlot, endSlot), ...code] : code;
    const copies = max === Infinity ? min + 1 : max;
    if ((round.length + 1) * copies > maxInstructions) throw this.#fail(tooLong);
    return { code: repeat(round, min, max, lazy === '?'), empty: min === 0 };
  }

  #atom(): Fragment {
    const assertion = this.#take(assertions)?.[0] as Instruction['op'] | undefined;
    if (assertion !== undefined) return { code: [step(assertion)], empty: true };
    const plain = this.#accept('(?:');
    if (plain || this.#accept('(')) {
      const slot = plain ? 0 : ++this.#groups * 2;
      const { code, empty } = this.#choice();
      this.#at++;
      return {
        code: plain ? code : [step('save', slot), ...code, step('save', slot + 1)],
        empty,
      };
    }
    const [source] = this.#take(character) ?? [];
    if (source === undefined)
      throw this.#fail(
        `"${this.#pattern.slice(this.#at, this.#at + 2)}" is not available, nor are look-around, named groups and back references; \\ before a mark makes it a character`,
      );
    return { code: [{ ...step('char'), accepts: charTest(source, this.#flags) }], empty: false };
  }

  #accept(mark: string): boolean {
    const found = this.#pattern.startsWith(mark, this.#at);
    if (found) this.#at += mark.length;
    return found;
  }

  #take(token: RegExp): RegExpExecArray | undefined {
    token.lastIndex = this.#at;
    const found = token.exec(this.#pattern) ?? undefined;
    if (found !== undefined) this.#at = token.lastIndex;
    return found;
  }

  #fail(message: string, at = this.#at): SyntaxFailure {
    return new SyntaxFailure(`regular expression: ${message}`, this.#position + 1 + at);
  }
}

function repeat(
  round: readonly Instruction[],
  min: number,
  max: number,
  lazy: boolean,
): Instruction[] {
  const code: Instruction[] = [];
  const size = round.length + 1;
  const split = (leave: number): Instruction =>
    lazy ? step('split', leave, 1) : step('split', 1, leave);
  for (let count = 0; count < min; count++) code.push(...round);
  if (max === Infinity) return [...code, split(size + 1), ...round, step('split', -size)];
  for (let left = max - min; left > 0; left--) code.push(split(left * size), ...round);
  return code;
}

/**
 * A test for one UTF-16 unit. JavaScript's own engine does it: a single character or class has
 * nothing to go back to. What it says of ASCII is remembered.
 */
function charTest(source: string, flags: string): (code: number) => boolean {
  const native = new RegExp(`^${source}$`, flags.replace(/[gm]/g, ''));
  const known = new Uint8Array(128);
  const look = (code: number): boolean => native.test(String.fromCharCode(code));
  return (code) => {
    if (code > 127) return look(code);
    known[code] ||= look(code) ? 2 : 1;
    return known[code] === 2;
  };
}

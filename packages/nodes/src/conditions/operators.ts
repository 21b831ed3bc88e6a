/** What a comparison can ask of two values. */

import { invalidData } from '../values/invalid-data.js';
import { toInstant } from '../values/to-instant.js';
import { toNumber } from '../values/to-number.js';
import { valueKey } from '../values/value-key.js';
import { isRecord, valueKind } from '../values/value-kind.js';
import { matchesWildcard } from './wildcard.js';

export const operators = [
  'equals',
  'notEquals',
  'isOneOf',
  'isNotOneOf',
  'exists',
  'notExists',
  'isEmpty',
  'isNotEmpty',
  'isTrue',
  'isFalse',
  'contains',
  'notContains',
  'startsWith',
  'endsWith',
  'matches',
  'notMatches',
  'greaterThan',
  'atLeast',
  'lessThan',
  'atMost',
  'isBefore',
  'isAfter',
  'hasLength',
  'isLongerThan',
  'isShorterThan',
] as const;

export type Operator = (typeof operators)[number];

/** Two values, as an operator sees them. */
export interface Operands {
  readonly left: unknown;
  readonly right: unknown;
  /** Text is compared without regard to upper and lower case. */
  readonly ignoreCase: boolean;
}

type Test = (operands: Operands) => boolean;

const not =
  (test: Test): Test =>
  (operands) =>
    !test(operands);

const equals: Test = ({ left, right, ignoreCase }) =>
  valueKey(folded(left, ignoreCase)) === valueKey(folded(right, ignoreCase));

const isOneOf: Test = ({ left, right, ignoreCase }) => {
  if (!Array.isArray(right)) throw wrongOperand('a list to look in', 'right', right);
  return right.some((each) => equals({ left, right: each, ignoreCase }));
};

const contains: Test = (operands) => {
  const { left, right, ignoreCase } = operands;
  if (!Array.isArray(left)) return ofText((text, wanted) => text.includes(wanted))(operands);
  return left.some((each) => equals({ left: each, right, ignoreCase }));
};

const isEmpty: Test = ({ left }) => {
  const kind = valueKind(left);
  if (kind === 'nothing') return true;
  if (kind === 'text' || kind === 'list') return (left as string | unknown[]).length === 0;
  return isRecord(left) && Object.keys(left).length === 0;
};

const exists: Test = ({ left }) => left !== null && left !== undefined;

const matches = ofText(matchesWildcard);

const tests: Readonly<Record<Operator, Test>> = {
  equals,
  notEquals: not(equals),
  isOneOf,
  isNotOneOf: not(isOneOf),
  exists,
  notExists: not(exists),
  isEmpty,
  isNotEmpty: not(isEmpty),
  isTrue: ({ left }) => left === true,
  isFalse: ({ left }) => left === false,
  contains,
  notContains: not(contains),
  startsWith: ofText((text, wanted) => text.startsWith(wanted)),
  endsWith: ofText((text, wanted) => text.endsWith(wanted)),
  matches,
  notMatches: not(matches),
  greaterThan: ofOrder('a number', toNumber, (left, right) => left > right),
  atLeast: ofOrder('a number', toNumber, (left, right) => left >= right),
  lessThan: ofOrder('a number', toNumber, (left, right) => left < right),
  atMost: ofOrder('a number', toNumber, (left, right) => left <= right),
  isBefore: ofOrder('a date', toInstant, (left, right) => left < right),
  isAfter: ofOrder('a date', toInstant, (left, right) => left > right),
  hasLength: ofLength((length, wanted) => length === wanted),
  isLongerThan: ofLength((length, wanted) => length > wanted),
  isShorterThan: ofLength((length, wanted) => length < wanted),
};

/**
 * Whether the comparison holds. A missing left side fits nothing: only `notEquals`, `notContains`, `notMatches`,
 * `isNotOneOf`, `notExists` and `isEmpty` hold for it.
 *
 * @throws {NodeError} `validation` when an operand is there and of a kind that the operator cannot compare.
 */
export function compare(operator: Operator, operands: Operands): boolean {
  return tests[operator](operands);
}

/** Longest pattern or text to look for: keeps the work of one comparison in proportion to the text. */
const maxWantedLength = 1_000;

function ofText(test: (text: string, wanted: string) => boolean): Test {
  return ({ left, right, ignoreCase }) => {
    if (valueKind(left) === 'nothing') return false;
    if (typeof left !== 'string') throw wrongOperand('text', 'left', left);
    if (typeof right !== 'string') throw wrongOperand('text', 'right', right);
    if (right.length > maxWantedLength) {
      throw invalidData(
        `Text to look for has ${right.length} characters; at most ${maxWantedLength}`,
      );
    }
    return ignoreCase ? test(left.toLowerCase(), right.toLowerCase()) : test(left, right);
  };
}

function ofOrder(
  wanted: string,
  read: (value: unknown) => number | undefined,
  test: (left: number, right: number) => boolean,
): Test {
  return ({ left, right }) => {
    if (valueKind(left) === 'nothing') return false;
    const [leftNumber, rightNumber] = [read(left), read(right)];
    if (leftNumber === undefined) throw wrongOperand(wanted, 'left', left);
    if (rightNumber === undefined) throw wrongOperand(wanted, 'right', right);
    return test(leftNumber, rightNumber);
  };
}

function ofLength(test: (length: number, wanted: number) => boolean): Test {
  return ({ left, right }) => {
    if (valueKind(left) === 'nothing') return false;
    const wanted = toNumber(right);
    if (wanted === undefined) throw wrongOperand('a number', 'right', right);
    if (typeof left === 'string' || Array.isArray(left)) return test(left.length, wanted);
    throw wrongOperand('text or a list', 'left', left);
  };
}

function folded(value: unknown, ignoreCase: boolean): unknown {
  return ignoreCase && typeof value === 'string' ? value.toLowerCase() : value;
}

// Names the kind and not the value: an error is stored, and the value may be private.
function wrongOperand(wanted: string, side: 'left' | 'right', value: unknown): Error {
  return invalidData(
    `A condition expects ${wanted} on its ${side} side; it got ${valueKind(value)}`,
  );
}

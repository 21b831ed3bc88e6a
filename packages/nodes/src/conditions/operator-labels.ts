/** What people read for operators whose names in code do not read well. */

import type { Operator } from './operators.js';

export const operatorLabels: Readonly<Partial<Record<Operator, string>>> = {
  notEquals: 'Does not equal',
  notExists: 'Does not exist',
  notContains: 'Does not contain',
  startsWith: 'Begins with',
  endsWith: 'Ends with',
  matches: 'Matches a pattern',
  notMatches: 'Does not match a pattern',
  greaterThan: 'Is greater than',
  atLeast: 'Is at least',
  lessThan: 'Is less than',
  atMost: 'Is at most',
  hasLength: 'Has the length',
};

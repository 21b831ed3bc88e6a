/** What to tell people who use JavaScript that is not in the language. */

export const misplacedFunction =
  'a function can stand only as the argument of a method such as map, or of a function such as sum';

/** Words and punctuators by the advice that they get. */
const advice: Readonly<Record<string, string>> = {
  '': 'class yield import export super throw return debugger eval enum extends with default @ #',
  'for dates use parseDate(text)': 'new',
  'name the value, for example input': 'this',
  'use an arrow function such as x => x.id': 'function',
  'an expression only computes a value from data that is there': 'await async',
  'use omit(object, [keys])': 'delete',
  'use undefined': 'void',
  'use typeof or Array.isArray': 'instanceof',
  'there are no variables': 'var let const',
  'use condition ? a : b': 'if else switch case',
  'there are no loops; use map, filter or reduce': 'for while do break continue',
  'use ?. and ??': 'try catch finally',
  'name the parameters of the arrow function': 'arguments',
  'it stands before a value': 'typeof',
  'it stands between a key and an object': 'in',
  'there are no assignments or default values; compare with ===':
    '= += -= *= /= %= **= &&= ||= ??=',
  'there are no bitwise operators': '& ^ ~ << >> >>> &= |= ^= <<= >>= >>>=',
  'there are no pipes; call a function or use ||': '|',
  'use + 1': '++',
  'use - 1': '--',
  'it separates values, and an expression is one value': ', ;',
  [misplacedFunction]: '=>',
  'it spreads only into arrays, objects and arguments': '...',
};

/**
 * The message for each word and punctuator of JavaScript that is not in the language, or not where it
 * is met. The words are still fine after a `.` and as object keys.
 */
export const refused: ReadonlyMap<string, string> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ Object.entries(advice).flatMap(([hint, list]) =>
    list
      .split(' ')
      .map((word) => [word, `"${word}" is not available here${hint && `; ${hint}`}`] as const),
  ),
);

/** The names that belong to the language: known without what they stand for, so that reading references costs little. */

/** The names in a list with spaces. */
export function namesOf(list: string): ReadonlySet<string> {
  return new Set(list.split(' '));
}

/** Names that stand only before a dot. */
export const namespaces = /* @__PURE__ */ namesOf(
  'Math Number String Boolean Object Array JSON Date',
);

const constants = /* @__PURE__ */ namesOf('undefined NaN Infinity');

/** The functions of the language that stand in no namespace and are none: a name among them is no data. */
export const functionNames = /* @__PURE__ */ namesOf(
  'addTime avg capitalize chunk clamp dateDiff decodeURI decodeURIComponent encodeURI ' +
    'encodeURIComponent formatDate groupBy isEmpty isFinite isNaN keyBy max min omit parseDate ' +
    'parseFloat parseInt pick range round slug sortBy sum unique',
);

/** Whether a name, or a path that starts with it, belongs to the language and not to the data. */
export function isBuiltIn(name: string): boolean {
  return constants.has(name) || namespaces.has(name);
}

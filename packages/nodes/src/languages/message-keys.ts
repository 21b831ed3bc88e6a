/** From texts as a translator writes them to messages as an editor looks them up. */

export type Messages = Readonly<Record<string, string>>;

/** The texts of one node type. */
export interface NodeWords {
  readonly title: string;
  readonly description: string;
  /** Labels by the path of the field; items of a list have no part in it: `by.field`. */
  readonly fields: Messages;
}

/** What the fields of a condition are called. */
export interface ConditionWords {
  readonly operator: string;
  readonly compareWith: string;
  readonly ignoreCase: string;
  /** What stands in a list of conditions, for `all` and for `any`. */
  readonly conditions: string;
}

/** Messages by key: `nodes.<type>.title`, `.description` and `.fields.<path>`. */
export function messagesOf(nodes: Readonly<Record<string, NodeWords>>): Messages {
  const messages = Object.entries(nodes).flatMap(([type, { title, description, fields }]) => [
    [`nodes.${type}.title`, title],
    [`nodes.${type}.description`, description],
    ...Object.entries(fields).map(([path, label]) => [`nodes.${type}.fields.${path}`, label]),
  ]);
  return Object.fromEntries(messages) as Messages;
}

/** Conditions hold others of their kind, as deep as their schema goes. */
const deepest = 2;

/**
 * Labels of a condition and of those inside it.
 *
 * @param path - Where the condition stands in the node's input.
 * @param sides - The fields that are compared, with the label of the first.
 */
export function conditionLabels(
  path: string,
  sides: readonly [first: string, label: string, second: string],
  words: ConditionWords,
  depth = 0,
): Messages {
  const [first, label, second] = sides;
  const inside = (list: string): Messages =>
    depth === deepest
      ? {}
      : {
          [`${path}.${list}`]: words.conditions,
          ...conditionLabels(`${path}.${list}`, sides, words, depth + 1),
        };
  return {
    [`${path}.${first}`]: label,
    [`${path}.operator`]: words.operator,
    [`${path}.${second}`]: words.compareWith,
    [`${path}.ignoreCase`]: words.ignoreCase,
    ...inside('all'),
    ...inside('any'),
  };
}

/** Findings about data that somebody wrote: a document, an input, an expression. */

/** Every code an `Issue` can carry; `docs/errors.md` has a line for each. */
export type IssueCode =
  | 'SCHEMA'
  | 'LIMIT'
  | 'DUPLICATE_ID'
  | 'UNKNOWN_NODE_TYPE'
  | 'UNKNOWN_NODE_VERSION'
  | 'UNKNOWN_NODE'
  | 'UNKNOWN_PORT'
  | 'CYCLE'
  | 'LOOP_OVERLAP'
  | 'UNREACHABLE_NODE'
  | 'MISSING_INPUT'
  | 'UNKNOWN_INPUT'
  | 'TYPE_MISMATCH'
  | 'BINDING_SYNTAX'
  | 'BINDING_ORDER'
  | 'EXPRESSION_SYNTAX'
  | 'EXPRESSION_REFERENCE'
  | 'EXPRESSION_TYPE'
  | 'UNKNOWN_WORKFLOW';

/** One finding. `path` leads to the value inside the checked data; `position` into an expression's text. */
export interface Issue {
  readonly code: IssueCode;
  readonly severity: 'error' | 'warning';
  /** Keys and indexes from the root of the checked value, for example `['nodes', 3, 'input', 'url']`. */
  readonly path: readonly (string | number)[];
  /** The node the finding belongs to, when there is one. */
  readonly nodeId?: string;
  /** Offset in UTF-16 units from the start of the expression or template text, when there is one. */
  readonly position?: number;
  readonly message: string;
}

/** `nodes[3].input.url`: the path of an issue as text. */
export function formatIssuePath(path: Issue['path']): string {
  let text = '';
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`;
    else if (/^[A-Za-z_$][\w$]*$/.test(key)) text += text === '' ? key : `.${key}`;
    else text += `[${JSON.stringify(key)}]`;
  }
  return text;
}

/** One line per issue, for messages and terminals. */
export function formatIssues(issues: readonly Issue[]): string {
  return issues
    .map(({ code, path, message }) => {
      const where = formatIssuePath(path);
      return where === '' ? `${code}: ${message}` : `${where}: ${code}: ${message}`;
    })
    .join('\n');
}

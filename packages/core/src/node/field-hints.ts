/** How a field of a node's input wants to be shown: what `.meta({ 'x-ui': … })` of its zod schema holds. */

/** What a person edits a field with. */
export type FieldWidget =
  | 'text'
  | 'textarea'
  | 'password'
  | 'code'
  | 'json'
  | 'markdown'
  | 'color'
  | 'date'
  | 'datetime'
  | 'duration'
  | 'slider'
  | 'select'
  | 'radio'
  | 'switch'
  | 'tags'
  | 'keyValue'
  | 'hidden';

/** When a field is shown: as the value of another field of the same object says. All that is given must hold. */
export interface FieldCondition {
  /** Name of the other field. */
  readonly field: string;
  /** It has this value. */
  readonly is?: unknown;
  /** It has one of these values. */
  readonly in?: readonly unknown[] | undefined;
  /** It has any value but this. */
  readonly not?: unknown;
  /** `true`: it is filled in; `false`: it is empty. */
  readonly filled?: boolean | undefined;
}

/** Hints for forms. All are optional, none changes what the schema accepts. */
export interface FieldHints {
  /** Chosen by the schema when absent. */
  readonly widget?: FieldWidget | undefined;
  /** Name of the node type's loader that gives the choices. */
  readonly options?: string | undefined;
  readonly showIf?: FieldCondition | undefined;
  readonly placeholder?: string | undefined;
  /** Fields of one group stand together under this heading; those of `advanced` are folded away at the end. */
  readonly group?: string | undefined;
  /** Lower goes first; fields without it keep the order of the schema, after those that have it. */
  readonly order?: number | undefined;
  /** Lines that a text field shows at first. */
  readonly rows?: number | undefined;
  /** Language of a code field, for example `javascript` or `sql`. */
  readonly language?: string | undefined;
  /** What choices are called, by value; the others are named by their value. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Takes a plain value only: no reference, expression or template. */
  readonly literalOnly?: boolean | undefined;
  /** Nearly always comes from data: an empty field begins as an expression. */
  readonly computed?: boolean | undefined;
}

/** How the parser and the compiler leave: caught at their entry points, never seen outside this folder. */

/** The text at `position` is not in the language. */
export class SyntaxFailure extends Error {
  readonly position: number;

  constructor(message: string, position: number) {
    super(message);
    this.position = position;
  }
}

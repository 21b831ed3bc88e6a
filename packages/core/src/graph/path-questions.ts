/** References whose order is checked together, when all of them are known. */

import type { GraphScope } from './document-scopes.js';
import { answerPaths } from './reachability.js';

interface Asked {
  readonly source: number;
  readonly target: number;
  readonly otherwise: () => void;
}

export class PathQuestions {
  readonly #byScope = new Map<GraphScope, Asked[]>();

  /** Calls `otherwise`, later, unless edges of `scope` lead from node `source` to node `target`. */
  ask(scope: GraphScope, source: number, target: number, otherwise: () => void): void {
    const asked = this.#byScope.get(scope);
    const question: Asked = { source, target, otherwise };
    if (asked === undefined) this.#byScope.set(scope, [question]);
    else asked.push(question);
  }

  answerAll(): void {
    for (const [scope, asked] of this.#byScope) {
      const answers = answerPaths(scope.graph, asked);
      for (const [index, { otherwise }] of asked.entries()) {
        if (answers[index] !== true) otherwise();
      }
    }
    this.#byScope.clear();
  }
}

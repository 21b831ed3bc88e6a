/** What one principal may do: denies whatever is not allowed. */

import { isPromise } from '../values/is-promise.js';
import { HttpProblem } from '../http/problem.js';
import type { Action, Authorize, Principal, Resource } from './principal.js';

export class Access {
  readonly principal: Principal;
  readonly #authorize: Authorize;

  constructor(principal: Principal, authorize: Authorize) {
    this.principal = principal;
    this.#authorize = authorize;
  }

  /** True when it is allowed. What `authorize` throws is thrown on. */
  async may(action: Action, resource: Resource): Promise<boolean> {
    const answer = this.#authorize({ principal: this.principal, action, resource });
    return (isPromise(answer) ? await answer : answer) === true;
  }

  /** @throws {HttpProblem} `FORBIDDEN` when it is not allowed. */
  async demand(action: Action, resource: Resource): Promise<void> {
    if (await this.may(action, resource)) return;
    throw new HttpProblem('FORBIDDEN', `You may not do this here: ${action}`, { action });
  }

  /** Those of the items that may be seen, in their order. */
  async allowed<Item>(
    items: readonly Item[],
    action: Action,
    resourceOf: (item: Item) => Resource,
  ): Promise<Item[]> {
    const answers = await Promise.all(items.map((item) => this.may(action, resourceOf(item))));
    return items.filter((_, index) => answers[index] === true);
  }
}

/** An `authorize` that goes by the roles of the principal. */

import { actions, type Action, type Authorize } from './principal.js';

const look: readonly Action[] = ['workflow.read', 'node.use', 'run.read', 'wait.read'];
const operate: readonly Action[] = [
  ...look,
  'run.readData',
  'run.start',
  'run.cancel',
  'run.signal',
  'run.resume',
  'run.resolve',
];

/**
 * What the built-in roles may do. `viewer` sees workflows and how runs go, but no data of runs; `operator` also starts
 * and steers runs and sees their data; `editor` also edits and publishes workflows; `admin` may do everything.
 */
export const builtInRoles: Readonly<Record<string, readonly Action[]>> = {
  viewer: look,
  operator: operate,
  editor: [...operate, 'workflow.edit', 'workflow.publish'],
  admin: actions,
};

/**
 * An `authorize` that allows what any role of the principal allows, whatever the resource. A role that nobody has
 * defined allows nothing, and so does a principal without roles.
 *
 * @param roles - More roles, or others in place of built-in ones of the same name.
 * @throws {TypeError} when a role names an action that there is not.
 */
export function roleBased(roles: Readonly<Record<string, readonly Action[]>> = {}): Authorize {
  const known: ReadonlySet<string> = new Set(actions);
  const allowed = new Map<string, ReadonlySet<Action>>();
  for (const [role, list] of [...Object.entries(builtInRoles), ...Object.entries(roles)]) {
    for (const action of list) {
      if (!known.has(action)) throw new TypeError(`roles.${role}: unknown action "${action}"`);
    }
    allowed.set(role, new Set(list));
  }
  return ({ principal, action }) =>
    principal.roles?.some((role) => allowed.get(role)?.has(action) === true) === true;
}

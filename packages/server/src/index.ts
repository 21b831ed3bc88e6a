/** The HTTP surface of an engine. The client is in `@flowgraft/server/client`. */

export { createHandler } from './create-handler.js';
export type { EventSettings, Handler, HandlerLimits, HandlerOptions } from './handler-options.js';
export type {
  Action,
  Authenticate,
  Authorize,
  AuthorizeRequest,
  Principal,
  Resource,
} from './access/principal.js';
export { actions } from './access/principal.js';
export { builtInRoles, roleBased } from './access/role-based.js';
export type { EngineErrorCode, ProblemCode, ServerErrorCode } from './http/problem.js';

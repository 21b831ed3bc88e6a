/** Who may sign in here: a table. An app asks its sessions, or checks a signed token. */

import type { Principal } from '@flowgraft/server';

const principals: ReadonlyMap<string, Principal> = new Map([
  ['ann-secret', { id: 'ann', name: 'Ann', tenant: 'acme', roles: ['editor'] }],
  ['vic-secret', { id: 'vic', name: 'Vic', tenant: 'acme', roles: ['viewer'] }],
  ['eve-secret', { id: 'eve', name: 'Eve', tenant: 'evil', roles: ['admin'] }],
]);

/** Whose token the request carries; `null` for an unknown one. */
export function byToken(request: Request): Principal | null {
  const [, token = ''] = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '') ?? [];
  return principals.get(token) ?? null;
}

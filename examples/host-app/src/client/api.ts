/** The product's own API. */

export interface SessionUser {
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
  readonly tenantName: string;
  readonly role: 'editor' | 'operator';
}

export interface Demo {
  readonly users: readonly Omit<SessionUser, 'tenantName'>[];
  readonly tenants: readonly { readonly id: string; readonly name: string }[];
  readonly password: string;
}

export interface Alert {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly channel: string;
  readonly message: string;
}

export interface Report {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly title: string;
  /** Plain text, one thing a line. */
  readonly body: string;
}

export interface Desk {
  readonly isAlertServiceUp: boolean;
  readonly alerts: readonly Alert[];
  readonly reports: readonly Report[];
}

/** An answer that is no success. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function call<Answer>(path: string, method = 'GET', body?: unknown): Promise<Answer> {
  const response = await fetch(`/api${path}`, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  });
  if (response.status === 204) return undefined as Answer;
  const answer = (await response.json()) as Answer & { readonly error?: string };
  if (!response.ok) throw new ApiError(response.status, answer.error ?? response.statusText);
  return answer;
}

export const api = {
  demo: (): Promise<Demo> => call('/demo'),
  session: async (): Promise<SessionUser | null> =>
    (await call<{ readonly user: SessionUser | null }>('/session')).user,
  /** @throws {ApiError} 401 for a wrong name or password. */
  logIn: async (user: string, password: string): Promise<SessionUser> =>
    (await call<{ readonly user: SessionUser }>('/login', 'POST', { user, password })).user,
  logOut: (): Promise<undefined> => call('/logout', 'POST'),
  desk: (): Promise<Desk> => call('/desk'),
  setAlertService: (up: boolean): Promise<Desk> => call('/desk/alert-service', 'PUT', { up }),
};

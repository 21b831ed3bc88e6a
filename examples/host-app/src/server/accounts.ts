/** Who may log in: a real product has a user table here. */

import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

import type { Principal } from '@flowgraft/server';

type Role = 'editor' | 'operator';

export interface User {
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
  readonly role: Role;
}

export interface Tenant {
  readonly id: string;
  readonly name: string;
}

/** The demo's tenants: two customers of the product who must never see each other's data. */
export const tenants: readonly Tenant[] = [
  { id: 'aurora', name: 'Aurora Geological Survey' },
  { id: 'costaverde', name: 'Costa Verde Logistics' },
];

/** The demo's users. Operators run workflows and decide; editors also draw and publish them. */
export const users: readonly User[] = [
  { id: 'ada', name: 'Ada Lindqvist', tenant: 'aurora', role: 'editor' },
  { id: 'omar', name: 'Omar Haddad', tenant: 'aurora', role: 'operator' },
  { id: 'clara', name: 'Clara Mendes', tenant: 'costaverde', role: 'editor' },
  { id: 'luc', name: 'Luc Fontaine', tenant: 'costaverde', role: 'operator' },
];

/** Shown on the login page: this is a demo. */
export const demoPassword = 'meridian';

/** How long a session lasts without a new login. */
export const sessionSeconds = 12 * 60 * 60;

interface Account {
  readonly user: User;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

interface Session {
  readonly user: User;
  /** Epoch milliseconds. */
  readonly endsAt: number;
}

const hashOf = promisify<string, Buffer, number, Buffer>(scrypt);

export class Accounts {
  readonly #accounts: ReadonlyMap<string, Account>;
  readonly #sessions = new Map<string, Session>();

  private constructor(accounts: readonly Account[]) {
    this.#accounts = new Map(accounts.map((account) => [account.user.id, account]));
  }

  static async open(): Promise<Accounts> {
    const accounts = users.map(async (user) => {
      const salt = randomBytes(16);
      return { user, salt, hash: await hashOf(demoPassword, salt, 32) };
    });
    return new Accounts(await Promise.all(accounts));
  }

  /** @returns a session's token, or `null`: as slow, and the same, for an unknown user as for a wrong password. */
  async logIn(id: string, password: string): Promise<string | null> {
    const account = this.#accounts.get(id);
    const given = await hashOf(password, account?.salt ?? Buffer.alloc(16), 32);
    if (account === undefined || !timingSafeEqual(given, account.hash)) return null;
    const token = randomBytes(32).toString('base64url');
    this.#forgetEnded();
    const endsAt = Date.now() + sessionSeconds * 1000;
    this.#sessions.set(token, { user: account.user, endsAt });
    return token;
  }

  logOut(token: string): void {
    this.#sessions.delete(token);
  }

  userOf(token: string | undefined): User | null {
    const session = token === undefined ? undefined : this.#sessions.get(token);
    return session === undefined || session.endsAt < Date.now() ? null : session.user;
  }

  #forgetEnded(): void {
    const now = Date.now();
    for (const [token, { endsAt }] of this.#sessions) {
      if (endsAt < now) this.#sessions.delete(token);
    }
  }
}

/** The user as the workflow engine knows it. */
export function principalOf({ id, name, tenant, role }: User): Principal {
  return { id, name, tenant, roles: [role] };
}

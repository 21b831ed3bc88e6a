/** All keys of a prefix, and what they must be by what the runs among them say. */

import type { Redis } from 'ioredis';
import { expect } from 'vitest';

type Row = Readonly<Record<string, string>>;
type Lists = Record<string, string[]>;

export class KeySpace {
  /** By run. */
  readonly rows = new Map<string, Row>();
  readonly limitKeys = new Map<string, readonly string[]>();
  readonly sorted = new Map<string, ReadonlyMap<string, number>>();
  readonly sets = new Map<string, ReadonlySet<string>>();
  readonly hashes = new Map<string, Row>();

  static async read(client: Redis, prefix: string): Promise<KeySpace> {
    const space = new KeySpace();
    const start = `{${prefix}}:`.length;
    const keys = await client.keys(`{${prefix}}:*`);
    await Promise.all(keys.map((key) => space.#add(client, key, key.slice(start))));
    return space;
  }

  async #add(client: Redis, key: string, name: string): Promise<void> {
    const type = await client.type(key);
    if (type === 'zset') this.sorted.set(name, await membersOf(client, key));
    if (type === 'set') this.sets.set(name, new Set(await client.smembers(key)));
    if (type === 'hash') this.#addHash(name, await client.hgetall(key));
  }

  #addHash(name: string, row: Row): void {
    if (name.startsWith('r:')) this.rows.set(name.slice(2), row);
    else if (name.startsWith('v:')) this.limitKeys.set(name.slice(2), unpacked(row['lk']));
    else this.hashes.set(name, row);
  }

  /** Members of the sorted sets whose names begin so, by the rest of the name. */
  named(...starts: readonly string[]): Lists {
    const lists: Lists = {};
    for (const [name, members] of this.sorted) {
      if (starts.some((start) => name.startsWith(start))) lists[name] = [...members.keys()].sort();
    }
    return lists;
  }

  hash(name: string): Row {
    return this.hashes.get(name) ?? {};
  }
}

async function membersOf(client: Redis, key: string): Promise<Map<string, number>> {
  const flat = await client.zrange(key, '0', '-1', 'WITHSCORES');
  const members = new Map<string, number>();
  for (let at = 0; at < flat.length; at += 2) members.set(flat[at] ?? '', Number(flat[at + 1]));
  return members;
}

function unpacked(text = ''): string[] {
  return text === '' ? [] : text.slice(1).split('\0');
}

function tenantOf(name: string): string {
  return name.slice(0, name.indexOf('\0'));
}

/** Adds to the list of that name, which stays sorted. */
function add(lists: Lists, name: string, item: string): void {
  lists[name] = [...(lists[name] ?? []), item].sort();
}

function lengths(lists: Lists): Row {
  return Object.fromEntries(Object.entries(lists).map(([name, { length }]) => [name, `${length}`]));
}

/** Fails unless everything that is derived from the runs is what it must be; `now` is past the last write. */
export function expectDerived(space: KeySpace, now: number): void {
  const lists: Lists = {};
  const places: Lists = {};
  const holders: Lists = {};
  const [held, unbegun]: [Lists, Lists] = [{}, {}];
  for (const [run, row] of space.rows) {
    const isHeld = row['wk'] !== '';
    expect([run, row['st'] === 'running']).toEqual([run, isHeld]);
    add(lists, `st:${row['st']}`, run);
    add(lists, `st:${row['st']}:${tenantOf(run)}`, run);
    if (isHeld) add(holders, `h:${row['wk']}`, run);
    if (row['zk'] !== '') add(places, ...placeOf(run, row));
    for (const key of space.limitKeys.get(run) ?? []) {
      if (isHeld) add(held, key, run);
      if (row['sa'] === '') add(unbegun, key, run);
    }
  }
  expect(space.named('st:')).toEqual(lists);
  expect(space.named('ready:', 'wait:', 'T:')).toEqual(places);
  const found = [...space.sets].filter(([name]) => name.startsWith('h:'));
  expect(Object.fromEntries(found.map(([name, runs]) => [name, [...runs].sort()]))).toEqual(
    holders,
  );
  expect(space.hash('held')).toEqual(lengths(held));
  expect(space.hash('unbegun')).toEqual(lengths(unbegun));
  expectRings(space, Object.keys(places));
  for (const name of Object.keys(space.named('waitring:'))) expectOpen(space, name, lengths(held));
  expectTimers(space, now);
}

/** Where the row says that the run stands: the name of the line, and the member. */
function placeOf(run: string, row: Row): [string, string] {
  const { zk = '', zd = '', o = '' } = row;
  if (zk === 'T') return [`T:${tenantOf(run)}`, run];
  const line = zk.startsWith('R') ? 'ready:' : 'wait:';
  const member = `${zd.padStart(16, '0')}${o.padStart(16, '0')}${run}`;
  return [`${line}${zk.slice(1)}\0${tenantOf(run)}`, member];
}

/** Each line has its tenant in its ring, each ring its lane among those that are known. */
function expectRings(space: KeySpace, lines: readonly string[]): void {
  const [rings, stands]: [Lists, Lists] = [{}, {}];
  for (const line of lines) {
    const end = line.lastIndexOf('\0');
    if (line.startsWith('T:')) continue;
    const ring = line
      .slice(0, end)
      .replace(/^ready:/, 'ring:')
      .replace(/^wait:/, 'waitring:');
    add(rings, ring, line.slice(end + 1));
    add(stands, line.slice(end + 1), line);
  }
  expect(space.named('ring:', 'waitring:')).toEqual(rings);
  expect(space.hash('stands')).toEqual(lengths(stands));
  expect(Object.keys(space.hash('turns')).sort()).toEqual(Object.keys(stands).sort());
  const lanes = Object.keys(space.named('ring:')).map((ring) => ring.slice('ring:'.length));
  expect([...(space.sets.get('lanes') ?? [])]).toEqual(expect.arrayContaining(lanes));
}

/** A line of a key is known, and marked when the key may have room. */
function expectOpen(space: KeySpace, ring: string, held: Row): void {
  const [, size = '0', rest = ''] = /^waitring:(\d+):([^]*)$/.exec(ring) ?? [];
  const [key, lane] = [rest.slice(0, Number(size)), rest.slice(Number(size))];
  expect([...(space.sets.get(`waitlanes:${key}`) ?? [])]).toContain(lane);
  const [limit = '-'] = (space.hash('limits')[key] ?? '-/-').split('/');
  if (limit !== '-' && Number(held[key] ?? 0) >= Number(limit)) return;
  expect([...(space.sets.get(`open:${lane}`) ?? [])]).toContain(key);
  expect([...(space.sets.get('lanes') ?? [])]).toContain(lane);
}

/** Each tenant with timers is looked at when the first is due, or later when it is due already. */
function expectTimers(space: KeySpace, now: number): void {
  const heads = space.sorted.get('timers') ?? new Map<string, number>();
  const tenants = Object.keys(space.named('T:')).map((name) => name.slice('T:'.length));
  expect([...heads.keys()].sort()).toEqual(tenants.sort());
  for (const [tenant, at] of heads) {
    const first = Math.min(...(space.sorted.get(`T:${tenant}`)?.values() ?? []));
    expect(at).toBeGreaterThanOrEqual(first);
    expect(at).toBeLessThanOrEqual(Math.max(first, now));
  }
}

/** What the server keeps, as far as it says so. */

import type { Logger, StoreCapabilities } from '@flowgraft/core';
import type { RedisClient } from './client.js';

type Durability = StoreCapabilities['durability'];

interface Settings {
  readonly isAppendOnly: boolean | null;
  readonly appendFsync: string | null;
  readonly evictionPolicy: string | null;
}

/**
 * Reads the server's settings, by `CONFIG GET` or, where that is not allowed, from `INFO`; warns when acknowledged
 * writes are not kept.
 */
export async function readDurability(
  client: RedisClient,
  declared: Durability | undefined,
  logger: Logger,
): Promise<Durability> {
  const settings = await readSettings(client);
  const policy = settings.evictionPolicy;
  if (policy !== null && policy !== 'noeviction') {
    const message =
      'redis: set maxmemory-policy to noeviction, or the server may delete parts of runs';
    logger.log('warn', message, { maxmemoryPolicy: policy });
  }
  const durability = durabilityOf(settings) ?? declared ?? 'none';
  if (durability === 'none') {
    const message =
      'redis: the server keeps nothing, or says nothing of what it keeps: runs may be lost when it ends. Set appendonly to yes; where settings cannot be read, say so with the option durability';
    logger.log('warn', message, { appendonly: settings.isAppendOnly });
  }
  return durability;
}

function durabilityOf({ isAppendOnly, appendFsync }: Settings): Durability | null {
  if (isAppendOnly === null) return null;
  if (!isAppendOnly) return 'none';
  if (appendFsync === null) return null;
  return appendFsync === 'always' ? 'powerLoss' : 'processDeath';
}

async function readSettings(client: RedisClient): Promise<Settings> {
  const [appendOnly, appendFsync, evictionPolicy] = [
    await configured(client, 'appendonly'),
    await configured(client, 'appendfsync'),
    await configured(client, 'maxmemory-policy'),
  ];
  if (appendOnly !== null)
    return { isAppendOnly: appendOnly === 'yes', appendFsync, evictionPolicy };
  const info = await ask(client, 'INFO');
  const text = typeof info === 'string' ? info : '';
  const enabled = /^aof_enabled:(\d)/m.exec(text)?.[1];
  return {
    isAppendOnly: enabled === undefined ? null : enabled === '1',
    appendFsync: null,
    evictionPolicy: /^maxmemory_policy:(\S+)/m.exec(text)?.[1] ?? null,
  };
}

async function configured(client: RedisClient, name: string): Promise<string | null> {
  const answer = await ask(client, 'CONFIG', 'GET', name);
  if (Array.isArray(answer)) return typeof answer[1] === 'string' ? answer[1] : null;
  if (answer instanceof Map) return (answer.get(name) as string | undefined) ?? null;
  return (answer as Readonly<Record<string, string>> | null)?.[name] ?? null;
}

/** Servers that somebody else runs refuse such commands, each in its own words. */
async function ask(client: RedisClient, command: string, ...args: string[]): Promise<unknown> {
  try {
    return await client.call(command, ...args);
  } catch {
    return null;
  }
}

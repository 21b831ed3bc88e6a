/** Our own packages, as workflow files see them: the copies that the command itself runs on. */

import { createRequire } from 'node:module';
import { resolve } from 'node:path';

import * as filesAdapter from '@flowgraft/adapters/files';
import * as sqliteAdapter from '@flowgraft/adapters/sqlite';
import * as core from '@flowgraft/core';
import * as nodes from '@flowgraft/nodes';

/**
 * By import specifier. A workflow file gets these in place of what is installed beside it, so that it needs nothing
 * installed, and so that there is one copy of each. Only `zod` is the user's own where there is one.
 */
export async function ownModules(cwd: string): Promise<Readonly<Record<string, unknown>>> {
  const [data, files, flow, http] = await Promise.all([
    import('@flowgraft/nodes/data'),
    import('@flowgraft/nodes/files'),
    import('@flowgraft/nodes/flow'),
    import('@flowgraft/nodes/http'),
  ]);
  return {
    '@flowgraft/adapters/files': filesAdapter,
    '@flowgraft/adapters/sqlite': sqliteAdapter,
    '@flowgraft/core': core,
    '@flowgraft/nodes': nodes,
    '@flowgraft/nodes/data': data,
    '@flowgraft/nodes/files': files,
    '@flowgraft/nodes/flow': flow,
    '@flowgraft/nodes/http': http,
    ...(isInstalled(cwd, 'zod') ? {} : { zod: await import('zod') }),
  };
}

function isInstalled(cwd: string, name: string): boolean {
  try {
    createRequire(resolve(cwd, 'flowgraft.js')).resolve(name);
    return true;
  } catch {
    return false;
  }
}

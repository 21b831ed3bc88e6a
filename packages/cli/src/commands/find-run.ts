/** The run that a command was told of. */

import type { RunRecord } from '@flowgraft/core';

import { CommandFailure } from '../command-failure.js';
import { exitCode } from '../exit-code.js';
import type { GivenOptions } from '../options.js';
import type { Session } from '../session/open-session.js';
import { shellWord } from '../view/format.js';

const shortest = 4;
const looked = 1_000;

/**
 * The run whose id was given, or the only one of the latest 1,000 whose id ends or begins with it.
 *
 * @throws {CommandFailure} `usage` when none was given; `refused` when there is none, or several.
 */
export async function findRun(
  session: Session,
  given: GivenOptions,
  command: string,
): Promise<RunRecord> {
  const [wanted] = given.positionals;
  const { engine, sameStore, tenant } = session;
  if (wanted === undefined) {
    throw new CommandFailure(exitCode.usage, `flowgraft ${command} needs the id of a run`, {
      hint: listHint(sameStore),
    });
  }
  const exact = await engine.get(wanted);
  if (exact !== null) return exact;
  const { runs } = await engine.list({ limit: looked });
  const alike = runs.filter(
    ({ runId }) =>
      wanted.length >= shortest && (runId.startsWith(wanted) || runId.endsWith(wanted)),
  );
  const [only, ...others] = alike;
  if (only !== undefined && others.length === 0) return only;
  const text =
    only === undefined
      ? `Tenant "${tenant}" has no run "${wanted}"`
      : `"${wanted}" fits ${alike.length} runs, such as ${only.runId}`;
  throw new CommandFailure(exitCode.refused, text, { hint: listHint(sameStore) });
}

function listHint(sameStore: readonly string[]): string {
  return `list them:  ${['flowgraft', 'runs', ...sameStore].map(shellWord).join(' ')}`;
}

import { useCallback } from 'react';
import type { Command } from '../editor/command.js';
import type { CommandOutcome, RunOptions } from '../editor/document-store.js';
import { useSession } from './editor-context.js';

/** Does a command in the workflow that is open; says why when it is refused. */
export type RunCommand = <Args, Result>(
  command: Command<Args, Result>,
  args: Args,
  options?: RunOptions,
) => CommandOutcome<Result>;

/** A function that does commands; the same one for the same workflow. */
export function useCommand(): RunCommand {
  const session = useSession();
  return useCallback<RunCommand>(
    (command, args, options) => {
      const outcome = session.document.run(command, args, options);
      if (!outcome.ok) session.announce(outcome.refusal.message, outcome.refusal.values);
      return outcome;
    },
    [session],
  );
}

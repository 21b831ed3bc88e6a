/** What a step's path says: `each[3]/fetch` is node `fetch` in pass 3 of `each`, `poll@2` a second visit. */

const undoSuffix = '~undo';

export interface StepName {
  readonly step: string;
  readonly nodeId: string;
  /** Which time its node is entered in its scope, from 1. */
  readonly visit: number;
  /** It undoes what the step of that node did. */
  readonly isUndo: boolean;
  /** The pass or branch of a container that it is in; `null` in the workflow's own graph. */
  readonly inside: ScopeName | null;
}

export interface ScopeName {
  /** `each[3]`: unique within a run. */
  readonly path: string;
  /** The step of the container: `each`. */
  readonly container: string;
  /** A number for passes and items, from 0; else the name of the body. */
  readonly key: string;
}

/** Reads a path of a step; text that is none gives a node of that name. */
export function readStepName(step: string): StepName {
  const slash = step.lastIndexOf('/');
  const last = slash < 0 ? step : step.slice(slash + 1);
  const isUndo = last.endsWith(undoSuffix);
  const name = isUndo ? last.slice(0, -undoSuffix.length) : last;
  const at = name.indexOf('@');
  return {
    step,
    nodeId: at < 0 ? name : name.slice(0, at),
    visit: at < 0 ? 1 : Number(name.slice(at + 1)) || 1,
    isUndo,
    inside: slash < 0 ? null : readScopeName(step.slice(0, slash)),
  };
}

function readScopeName(path: string): ScopeName {
  const open = path.lastIndexOf('[');
  if (open < 0 || !path.endsWith(']')) return { path, container: path, key: '' };
  return { path, container: path.slice(0, open), key: path.slice(open + 1, -1) };
}

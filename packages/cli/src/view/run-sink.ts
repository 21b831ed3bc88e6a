/** What is told about a run while it is under way, and who listens. */

import type { Engine, EngineEventName, EngineEvents } from '@flowgraft/core';

/** Events of a run that views look at. */
const names = [
  'run.started',
  'run.resumed',
  'run.waiting',
  'run.completed',
  'run.failed',
  'run.cancelled',
  'step.started',
  'step.completed',
  'step.failed',
  'step.retrying',
  'step.waiting',
  'step.cancelled',
  'step.unknown',
  'step.progress',
  'journal',
] as const satisfies readonly EngineEventName[];

export type RunNote = {
  [Name in (typeof names)[number]]: { readonly name: Name; readonly event: EngineEvents[Name] };
}[(typeof names)[number]];

/** A view of a run under way: live, plain, or JSON lines. */
export interface RunSink {
  note(note: RunNote): void;
  /** A line of the run's log, or of the command's own. */
  log(line: string): void;
  /** Nothing more comes; leaves the terminal as it was found. */
  end(): void;
}

/** Passes the engine's events on; returns a function that ends that. */
export function listen(engine: Engine, sink: RunSink): () => void {
  const offs = names.map((name) =>
    engine.on(name, (event) => sink.note({ name, event } as RunNote)),
  );
  return () => {
    for (const off of offs) off();
  };
}

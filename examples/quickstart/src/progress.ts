/** What one sees while the run is under way. */

import type { Engine, EngineEvents } from '@flowgraft/core';

/** Steps that are mentioned when they are done. */
const labels: Readonly<Record<string, string>> = {
  readEarthquakes: 'read earthquakes.json',
  readAirports: 'read airports.csv',
  clean: 'cleaned',
  byRegion: 'summed up by class and region',
  approve: 'decided',
  report: 'composed the report',
  writeSummary: 'wrote report.md, earthquakes.csv and summary.json',
};

const redrawMs = 80;
const barWidth = 30;

export interface Progress {
  /** A line of text above the bar. */
  say(text: string): void;
  /** Listens no more, and leaves the line of the bar. */
  stop(): void;
}

/** Draws a bar on a terminal, and writes a line for every quarter anywhere else. */
export function showProgress(engine: Engine, output: NodeJS.WriteStream): Progress {
  const isTerminal = output.isTTY;
  const startedAt = performance.now();
  let total = 0;
  let done = 0;
  let drawnAt = 0;
  let toldQuarters = 0;
  const say = (text: string): void => {
    output.write(isTerminal ? `\r\u001B[K${text}\n` : `${text}\n`);
  };
  const count = (found: number): void => {
    done += found;
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    if (isTerminal && (performance.now() - drawnAt > redrawMs || done === total)) {
      drawnAt = performance.now();
      output.write(
        `\r\u001B[K  ${barOf(done / total)}  ${done}/${total} earthquakes  ${seconds} s`,
      );
    }
    const quarters = Math.floor((4 * done) / total);
    if (!isTerminal && quarters > toldQuarters) say(`  ${done}/${total} earthquakes  ${seconds} s`);
    toldQuarters = quarters;
  };
  const offs = [
    engine.on('step.completed', (event) => {
      if (event.step === 'clean') total = foundBy(event);
      if (event.step.endsWith('/nearest') && total > 0) count(1);
      const label = labels[event.step];
      if (label !== undefined)
        say(`  ✓ ${label}${event.step === 'clean' ? `: ${total} earthquakes` : ''}`);
    }),
    engine.on('step.retrying', ({ step, error }) =>
      say(`  ! ${step} is tried again: ${error.message}`),
    ),
  ];
  return {
    say,
    stop: () => {
      for (const off of offs) off();
      if (isTerminal) output.write('\n');
    },
  };
}

function foundBy({ output }: EngineEvents['step.completed']): number {
  return (output as { readonly earthquakes: readonly unknown[] }).earthquakes.length;
}

function barOf(fraction: number): string {
  const full = Math.round(Math.min(1, fraction) * barWidth);
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`;
}

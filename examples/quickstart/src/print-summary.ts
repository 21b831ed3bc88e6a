/** The result of the workflow as tables for a terminal. */

import type { WorkflowOutput } from '@flowgraft/core';

import type { quakeReport } from './quake-report.js';

type Result = WorkflowOutput<typeof quakeReport>;

export function summaryOf({ total, dropped, classes, regions, strongest }: Result): string {
  return [
    '',
    `${total} earthquakes (left out: ${dropped.otherKind} other events, ${dropped.incomplete} incomplete records)`,
    '',
    ...table(
      ['class', 'earthquakes', 'strongest'],
      classes.map((row) => [row.class, row.count, row.strongest]),
    ),
    '',
    ...table(
      ['region', 'earthquakes', 'strongest'],
      regions.map((row) => [row.region, row.count, row.strongest]),
    ),
    '',
    ...table(
      ['magnitude', 'where', 'nearest US airport', 'km', 'tons TNT'],
      strongest.map((row) => [
        row.magnitude.toFixed(1),
        shortened(row.place, 28),
        shortened(`${row.airport} ${row.airportName}`, 24),
        row.airportKm.toFixed(0),
        row.energyTonsTnt ?? '',
      ]),
    ),
    '',
  ].join('\n');
}

function shortened(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}

type Cell = string | number;

/** Text to the left, numbers to the right. */
function table(heads: readonly string[], rows: readonly (readonly Cell[])[]): string[] {
  const texts = rows.map((row) =>
    row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)),
  );
  const widths = heads.map((head, at) =>
    Math.max(head.length, ...texts.map((row) => (row[at] ?? '').length)),
  );
  const line = (cells: readonly string[], original: readonly Cell[]): string =>
    cells
      .map((cell, at) =>
        Number.isFinite(Number(original[at])) && original[at] !== ''
          ? cell.padStart(widths[at] ?? 0)
          : cell.padEnd(widths[at] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [
    `  ${line(heads, heads)}`,
    `  ${widths.map((width) => '─'.repeat(width)).join('  ')}`,
    ...texts.map((row, at) => `  ${line(row, rows[at] ?? [])}`),
  ];
}

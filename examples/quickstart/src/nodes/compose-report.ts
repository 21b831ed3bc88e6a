/** `quakes.report`: the report as a page of Markdown. */

import { defineNode } from '@flowgraft/core';
import * as z from 'zod';

import { enrichedSchema } from '../earthquake.js';

const count = z.int();
const groupSchema = z.object({ count, strongest: z.number() });
const classSchema = groupSchema.extend({ class: z.string() });
const regionSchema = groupSchema.extend({ region: z.string() });
const decisionSchema = z.object({ ok: z.boolean(), by: z.string() });

export type ClassSummary = z.output<typeof classSchema>;
export type RegionSummary = z.output<typeof regionSchema>;
export type Decision = z.output<typeof decisionSchema>;

export const composeReport = defineNode({
  type: 'quakes.report',
  version: 1,
  title: 'Compose report',
  description: 'Puts the findings together as a page of Markdown.',
  category: 'data',
  icon: 'file-text',
  keywords: ['markdown'],
  effect: 'pure',
  input: z.object({
    total: count,
    dropped: z.object({ incomplete: count, otherKind: count }),
    classes: z.array(classSchema),
    regions: z.array(regionSchema),
    strongest: z.array(enrichedSchema),
    severe: count,
    /** What was decided about the alert; nothing when nobody had to be asked. */
    decision: decisionSchema.nullish(),
  }),
  output: z.object({ markdown: z.string() }),
  run(findings) {
    const { total, dropped, classes, regions, strongest } = findings;
    const lines = [
      '# Earthquakes of one week',
      '',
      `${total} earthquakes; ${dropped.otherKind} other events and ${dropped.incomplete} incomplete records left out.`,
      '',
      alertLine(findings),
      '',
      '## By class',
      '',
      ...table(['class', 'count', 'strongest'], classes),
      '',
      '## Regions with most earthquakes',
      '',
      ...table(['region', 'count', 'strongest'], regions),
      '',
      '## The strongest',
      '',
      ...table(['magnitude', 'place', 'time', 'airport', 'airportKm', 'energyTonsTnt'], strongest),
      '',
    ];
    return { markdown: lines.join('\n') };
  },
  examples: [
    {
      title: 'tells of an alert that was approved',
      input: {
        total: 1,
        dropped: { incomplete: 0, otherKind: 2 },
        classes: [{ class: 'strong', count: 1, strongest: 6.1 }],
        regions: [{ region: 'Taiwan', count: 1, strongest: 6.1 }],
        strongest: [],
        severe: 1,
        decision: { ok: true, by: 'Ada' },
      },
    },
  ],
});

interface Alert {
  readonly severe: number;
  readonly decision?: Decision | null | undefined;
}

function alertLine({ severe, decision }: Alert): string {
  if (severe === 0) return 'No earthquake called for an alert.';
  if (decision === null || decision === undefined) return `**${severe} strong earthquakes.**`;
  const verb = decision.ok ? 'approved' : 'turned down';
  return `**${severe} strong earthquakes: the alert was ${verb} by ${decision.by}.**`;
}

function table(
  columns: readonly string[],
  rows: readonly Readonly<Record<string, unknown>>[],
): string[] {
  const cells = rows.map((row) => columns.map((column) => cellOf(row[column])));
  return [columns, columns.map(() => '---'), ...cells].map((row) => `| ${row.join(' | ')} |`);
}

function cellOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number'
    ? String(value).replaceAll('|', String.raw`\|`)
    : '';
}

/** The workflow: reads, cleans, enriches each earthquake, sums up, asks a person, and writes a report. */

import { defineWorkflow, type NodeList } from '@flowgraft/core';
import { builtinNodes } from '@flowgraft/nodes';
import {
  readCsvFile,
  readJsonFile,
  writeCsvFile,
  writeJsonFile,
  writeTextFile,
} from '@flowgraft/nodes/files';
import { ifNode } from '@flowgraft/nodes/flow';
import * as z from 'zod';

import { cleanEarthquakes } from './nodes/clean-earthquakes.js';
import { composeReport, type Decision } from './nodes/compose-report.js';
import { estimateEnergy } from './nodes/estimate-energy.js';
import { indexAirports } from './nodes/index-airports.js';
import { nearestAirport } from './nodes/nearest-airport.js';
import { enrich } from './workflow/enrich.js';
import { sumUp } from './workflow/sum-up.js';

/** Node types of this workflow, besides the built-in ones. */
export const ownNodes = [
  cleanEarthquakes,
  indexAirports,
  nearestAirport,
  estimateEnergy,
  composeReport,
];

/** All that it needs: what `flowgraft run` looks for. */
export const nodes: NodeList = [builtinNodes, ownNodes];

export const quakeReport = defineWorkflow({
  id: 'quake-report',
  name: 'Earthquakes of one week',
  input: z.object({
    earthquakes: z.string().default('data/earthquakes.json'),
    airports: z.string().default('data/airports.csv'),
    /** From this magnitude on, a person is asked whether to send an alert. */
    alertFrom: z.number().default(6),
  }),
  build(w) {
    const { earthquakes, airports, alertFrom } = w.input;
    w.node('readEarthquakes', readJsonFile, { path: earthquakes });
    const table = w.node('readAirports', readCsvFile, { path: airports, detectTypes: true });
    const cleaned = w.node('clean', cleanEarthquakes, {
      features: w.expr<unknown[]>('nodes.readEarthquakes.output.data.features'),
    });
    const index = w.node('indexAirports', indexAirports, { rows: table.items });
    const items = enrich(w, cleaned.earthquakes, index);
    const { severe, ...findings } = sumUp(w, items, alertFrom);

    const anySevere = w.node('anySevere', ifNode, {
      condition: { left: severe, operator: 'isNotEmpty' },
    });
    const approval = w.approval('approve', {
      after: anySevere.true,
      title: w.template('Send an alert about {{ nodes.severe.output.length }} strong earthquakes?'),
      form: z.object({ ok: z.boolean(), by: z.string() }),
      decidedBy: 'ok',
      assignees: ['duty officer'],
    });

    const summary = {
      total: cleaned.earthquakes.length,
      dropped: cleaned.dropped,
      ...findings,
      severe: w.expr<number>('nodes.severe.output.length'),
      decision: w.expr<Decision | null>(
        'nodes.approve.outputs?.out ?? nodes.approve.outputs?.rejected ?? null',
      ),
    };
    const decided = [anySevere.false, approval.out, approval.rejected];
    const report = w.node('report', composeReport, summary, { after: decided, join: 'all' });
    const after = report;
    const files = [
      w.node('writeReport', writeTextFile, { path: 'report.md', text: report.markdown }),
      w.node('writeTable', writeCsvFile, { path: 'earthquakes.csv', items }, { after }),
      w.node(
        'writeSummary',
        writeJsonFile,
        { path: 'summary.json', indent: 2, data: summary },
        { after },
      ),
    ];
    return { ...summary, files: files.map(({ path }) => path) };
  },
});

import { createEngine } from '@flowgraft/core';
import { testNode } from '@flowgraft/core/testing';
import { describe, expect, it } from 'vitest';

import { Desk } from '../desk.js';
import { assessRisk } from './assess-risk.js';
import { fileReportAt } from './file-report.js';
import { findEarthquakes } from './find-earthquakes.js';
import { nearestAirport } from './nearest-airport.js';
import { sendAlertTo } from './send-alert.js';
import { weatherSummary } from './weather-summary.js';

const engine = createEngine();
const desk = new Desk(() => engine.keyValue(), {
  test: [{ id: 'field-team', name: 'Field team', about: 'Everyone outdoors' }],
});

const nodes = [
  assessRisk,
  findEarthquakes,
  nearestAirport,
  weatherSummary,
  fileReportAt(desk),
  sendAlertTo(desk),
];

describe.each(nodes.map((node) => [node.type, node] as const))('%s', (_type, node) => {
  it.each(testNode(node))('$rule $title', async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

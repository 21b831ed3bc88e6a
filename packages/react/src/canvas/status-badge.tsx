import type { StepStatus } from '@flowgraft/core';
import type { ReactElement } from 'react';
import { Icon } from '../icons/icon.js';
import type { EditorIconName } from '../icons/icon-shapes.js';
import type { NodeRunState } from '../run/run-states.js';
import { useCanvas } from './canvas-services.js';

const icons: Readonly<Record<StepStatus, EditorIconName>> = {
  pending: 'circle-dashed',
  running: 'loader',
  waiting: 'clock',
  completed: 'circle-check',
  skipped: 'minus',
  failed: 'circle-x',
  cancelled: 'ban',
};

/** How a node stands in a run: icon and colour, and its figures where they say more. */
export function StatusBadge({ run }: { readonly run: NodeRunState }): ReactElement {
  const { texts } = useCanvas();
  const { status, fraction } = run;
  const text = texts(`canvas.status.${status}`);
  return (
    <span className="fg-node-status" data-status={status} title={titleOfRun(texts, text, run)}>
      <span className="fg-node-status__figure" aria-hidden="true">
        {figureOf(texts, run)}
      </span>
      <Icon name={icons[status]} size={18} className="fg-node-status__icon" />
      {status === 'running' && fraction !== null && (
        <progress className="fg-node-status__progress" max={1} value={fraction} aria-label={text} />
      )}
    </span>
  );
}

type Texts = ReturnType<typeof useCanvas>['texts'];

function figureOf(texts: Texts, { status, fraction, completed, failed, attempts }: NodeRunState) {
  if (status === 'running' && fraction !== null)
    return texts.number(fraction, { style: 'percent', maximumFractionDigits: 0 });
  const passes = completed + failed;
  if (passes > 1) return `×${texts.number(passes)}`;
  return attempts > 1 ? `↻${texts.number(attempts)}` : '';
}

function titleOfRun(texts: Texts, status: string, { attempts, completed, error }: NodeRunState) {
  const parts = [
    status,
    completed > 1 && texts('canvas.times', { count: completed }),
    attempts > 1 && texts('canvas.attempts', { count: attempts }),
    error?.message,
  ];
  return parts.filter(Boolean).join(texts('canvas.comma'));
}

import { memo, type ReactElement } from 'react';
import type { RunStatus, StepStatus } from '@flowgraft/core';
import { useTexts } from '../hooks/editor-context.js';
import { Icon } from '../icons/icon.js';
import type { EditorIconName } from '../icons/icon-shapes.js';

type Status = RunStatus | StepStatus;

const icons: Readonly<Record<Status, EditorIconName>> = {
  queued: 'circle-dashed',
  pending: 'circle-dashed',
  running: 'loader',
  waiting: 'clock',
  completed: 'circle-check',
  failed: 'circle-x',
  cancelled: 'ban',
  skipped: 'minus',
};

export interface StatusBadgeProps {
  readonly status: Status;
  /** Says something more exact than the status does. */
  readonly text?: string | undefined;
}

/** A status in a colour, a sign and a word. */
export const StatusBadge = memo(function StatusBadge({
  status,
  text,
}: StatusBadgeProps): ReactElement {
  const texts = useTexts();
  return (
    <span className="fg-tag fg-run-status" data-status={status}>
      <Icon name={icons[status]} size={14} />
      {text ?? texts(`run.status.${status}`)}
    </span>
  );
});

/** The sign alone, where the word stands beside it or is read elsewhere. */
export function StatusIcon({ status }: { readonly status: Status }): ReactElement {
  return (
    <span className="fg-run-sign" data-status={status}>
      <Icon name={icons[status]} size={16} />
    </span>
  );
}

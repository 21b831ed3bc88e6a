/** A run's status in its colour. */

import type { RunStatus } from '@flowgraft/core';

import type { Style } from './style.js';

export function statusWord(status: RunStatus, style: Style): string {
  switch (status) {
    case 'completed':
      return style.green(status);
    case 'failed':
      return style.red(status);
    case 'running':
      return style.cyan(status);
    case 'waiting':
    case 'cancelled':
      return style.yellow(status);
    case 'queued':
      return style.dim(status);
  }
}

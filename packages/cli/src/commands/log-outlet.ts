/** Where the log lines of nodes go. */

import type { Logger } from '@flowgraft/core';

import type { RunSink } from '../view/run-sink.js';

/** A logger whose lines go to the view, once there is one. */
export interface LogOutlet {
  readonly logger: Logger;
  sink: RunSink | undefined;
}

export function createLogOutlet(): LogOutlet {
  const outlet: LogOutlet = {
    sink: undefined,
    logger: {
      log(level, message, fields) {
        const step = fields?.['step'];
        const where = typeof step === 'string' ? ` ${step}` : '';
        outlet.sink?.log(`${level}${where}: ${message}`);
      },
    },
  };
  return outlet;
}

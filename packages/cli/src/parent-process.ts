/** The process that has started this one, seen from here. */

import type { ParentProcess } from './command-io.js';

/** `undefined` when nobody did, or without a channel for messages. */
export function parentOf(own: NodeJS.Process): ParentProcess | undefined {
  if (own.send === undefined) return undefined;
  return {
    send: (message) =>
      new Promise((resolve) => {
        if (!own.connected || own.send === undefined) resolve();
        else own.send(message, undefined, undefined, () => resolve());
      }),
    onMessage(listener) {
      own.on('message', listener);
      return () => own.off('message', listener);
    },
    onGone(listener) {
      own.once('disconnect', listener);
      if (!own.connected) listener();
      return () => own.off('disconnect', listener);
    },
  };
}

/** `ctx.log`: the host's logger, with what every line says and without secrets. */

import type { NodeLogger } from '../node/node-context.js';
import type { Logger, LogLevel } from '../ports/logger.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * @param about - Fields of every line; they win over those of a call.
 * @param mask - Takes secrets out of what is logged.
 */
export function nodeLogger(logger: Logger, about: Fields, mask: <T>(value: T) => T): NodeLogger {
  const log = (level: LogLevel, message: string, fields?: Fields): void =>
    logger.log(level, mask(message), { ...mask(fields), ...about });
  return {
    log,
    debug: (message, fields) => log('debug', message, fields),
    info: (message, fields) => log('info', message, fields),
    warn: (message, fields) => log('warn', message, fields),
    error: (message, fields) => log('error', message, fields),
  };
}

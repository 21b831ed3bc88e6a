/** Where log lines go. The library itself writes nowhere else. */

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface Logger {
  /** @param fields - Plain data; secrets of the run are masked before they get here. */
  log(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void;
}

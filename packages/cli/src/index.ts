/**
 * The `flowgraft` command as a function, and the type of its configuration.
 *
 * @module
 */

export type {
  CommandIo,
  ForkedProcess,
  ParentProcess,
  ProcessEnd,
  TextOutput,
} from './command-io.js';
export { exitCode, type ExitCode } from './exit-code.js';
export type { FlowgraftConfig } from './load/load-config.js';
export { main } from './main.js';

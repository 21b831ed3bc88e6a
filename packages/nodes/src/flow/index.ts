export { doNothing } from './noop.js';
export { ifNode } from './if.js';
export { logMessage } from './log.js';
export { mergeBranches } from './merge.js';
export { stopWithError } from './stop.js';
export { switchNode } from './switch.js';

export { builtinNodes } from './builtin-nodes.js';

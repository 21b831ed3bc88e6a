/** Read only: workflows and runs drawn, also on a server. */

export { WorkflowViewer, type WorkflowViewerProps } from './viewer/workflow-viewer.js';
export type { RunStates } from './hooks/run-states-context.js';
export type { EdgeRunState, NodeRunState } from './run/run-states.js';
export type { ReadableStore } from './store/value-store.js';
export type { Language, Message, MessageKey, Messages } from './language/message.js';
